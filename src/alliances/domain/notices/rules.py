"""Who is told what, and when: one table from the passage of a file to the message it makes.

A message tells what happened, what happens next, and nothing that the reader's screens do not show. Sentences hold the
names of `facts` (see `subjects.Facts`), never an amount already written: the reader's language writes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application
from alliances.domain.grants.models import Amendment, AmendmentRequest, Grant, Payment, Recovery, Report
from alliances.domain.notices.subjects import (
    AMENDMENT,
    APPLICATION,
    GRANT,
    JOINING,
    OPENING,
    PAYMENT,
    RECOVERY,
    REPORT,
    REQUEST,
)
from alliances.domain.openings.models import Opening
from alliances.domain.people.models import Account, JoinRequest, Organisation, RoleAssignment
from alliances.domain.people.roles import Permission, roles_with
from alliances.domain.territories.models import Territory


def holders(permission: Permission, territory: Territory) -> QuerySet[Account]:
    """The accounts that hold `permission` in `territory` today, there or above."""
    roles = RoleAssignment.objects.in_force().giving(permission, territory)
    return Account.objects.filter(pk__in=roles.values("account"), is_active=True)


def members(permission: Permission, organisation: Organisation) -> QuerySet[Account]:
    """The accounts that hold `permission` in `organisation` today."""
    roles = RoleAssignment.objects.in_force().filter(
        organisation=organisation, role__in=roles_with(permission)
    )
    return Account.objects.filter(pk__in=roles.values("account"), is_active=True)


@dataclass(frozen=True)
class Event:
    """One message: after `passage` of a file of kind `subject`, to `audience(file)`.

    `reviewed`: a decision letter; it waits until a person has read the batch over and sends it.
    """

    code: str
    subject: str
    passage: str
    audience: Callable[[Any], QuerySet[Account]]
    title: Any
    body: Any
    reviewed: bool = False


def _applicant(file: Application) -> QuerySet[Account]:
    return members(Permission.APPLY, file.organisation)


def _region(file: Application) -> QuerySet[Account]:
    return holders(Permission.RUN_CALLS, file.call.territory)


def _committee(file: Application) -> QuerySet[Account]:
    return holders(Permission.SCORE, file.call.territory)


def _clerks(file: Application) -> QuerySet[Account]:
    return holders(Permission.RECORD_RESOLUTION, file.call.territory)


def _grantee(row: Payment | Report | Recovery | Amendment | AmendmentRequest) -> QuerySet[Account]:
    return members(Permission.REPORT, row.grant.organisation)


def _offered_to(grant: Grant) -> QuerySet[Account]:
    return members(Permission.REPORT, grant.organisation)


def _offered_by(grant: Grant) -> QuerySet[Account]:
    return holders(Permission.SIGN_GRANT, grant.application.call.territory)


def _requesters(payment: Payment) -> QuerySet[Account]:
    return holders(Permission.REQUEST_PAYMENT, payment.grant.application.call.territory)


def _approvers(payment: Payment) -> QuerySet[Account]:
    return holders(Permission.APPROVE_PAYMENT, payment.grant.application.call.territory)


def _accepters(report: Report) -> QuerySet[Account]:
    return holders(Permission.ACCEPT_REPORT, report.grant.application.call.territory)


def _proposers(row: Amendment | AmendmentRequest) -> QuerySet[Account]:
    return holders(Permission.SIGN_GRANT, row.grant.application.call.territory)


def _authorisers(amendment: Amendment) -> QuerySet[Account]:
    return holders(Permission.RECORD_RESOLUTION, amendment.grant.application.call.territory)


def _answerers(asked: JoinRequest) -> QuerySet[Account]:
    """Who coordinates the organisation; when nobody does, the region."""
    inside = members(Permission.APPLY, asked.organisation)
    return inside if inside.exists() else holders(Permission.MANAGE_ALLIANCE, asked.organisation.territory)


def _signatories(opening: Opening) -> QuerySet[Account]:
    """Who may give the second signature: the region's managers and the ministry's signatories."""
    where = opening.alliance.territory
    return holders(Permission.MANAGE_ALLIANCE, where) | holders(Permission.SIGN_ALLIANCE, where)


def _managers(opening: Opening) -> QuerySet[Account]:
    return holders(Permission.MANAGE_ALLIANCE, opening.alliance.territory)


EVENTS: tuple[Event, ...] = (
    Event(
        "application_receipt", APPLICATION, "send", _applicant,
        _("Votre demande est reçue : %(title)s"),
        _("Votre demande porte le numéro %(number)s. L’accusé de réception et son empreinte sont dans votre dossier. "
          "Le comité d’analyse la lira, puis le conseil décidera par résolution."),
    ),
    Event(
        "application_received", APPLICATION, "send", _region,
        _("Nouvelle demande : %(title)s"),
        _("%(organisation)s a envoyé la demande %(number)s. Elle demande %(requested)s."),
    ),
    Event(
        "application_to_score", APPLICATION, "send", _committee,
        _("Une demande à lire : %(title)s"),
        _("La demande %(number)s attend votre lecture. Déclarez d’abord vos intérêts, puis donnez vos notes."),
    ),
    Event(
        "application_to_correct", APPLICATION, "ask_correction", _applicant,
        _("Une correction est demandée. %(title)s"),
        _("La région rouvre des parties de la demande %(number)s. La raison est dans votre dossier. Rien n’est perdu. "
          "Corrigez ce qui est demandé, puis renvoyez la demande."),
    ),
    Event(
        "application_correction_cancelled", APPLICATION, "cancel_correction", _applicant,
        _("La correction n’est plus demandée. %(title)s"),
        _("La région annule sa demande de correction pour la demande %(number)s. La demande reste telle que vous "
          "l’avez envoyée. Vous n’avez rien à faire."),
    ),
    Event(
        "application_withdrawn", APPLICATION, "withdraw", _region,
        _("Demande retirée : %(title)s"),
        _("%(organisation)s a retiré la demande %(number)s. La raison est au dossier."),
    ),
    Event(
        "application_to_decide", APPLICATION, "recommend", _clerks,
        _("Une demande attend la résolution : %(title)s"),
        _("Le comité a fait sa recommandation sur la demande %(number)s. Le conseil peut décider."),
    ),
    Event(
        "application_granted", APPLICATION, "grant", _applicant,
        _("Votre demande est acceptée : %(title)s"),
        _("Le conseil a accepté la demande %(number)s. La région prépare la convention : elle dit le montant, les "
          "tranches et les conditions. Rien n’est versé avant sa signature."),
        reviewed=True,
    ),
    Event(
        "application_declined", APPLICATION, "decline", _applicant,
        _("Décision du conseil : %(title)s"),
        _("Le conseil n’a pas accepté la demande %(number)s. Les raisons sont dans votre dossier. Vous pouvez en "
          "parler avec la région, et répondre à un autre appel."),
        reviewed=True,
    ),
    Event(
        "offer_to_answer", GRANT, "offer", _offered_to,
        _("Une convention à lire et à signer : %(title)s"),
        _("La région vous offre une convention de %(amount)s, avec ses tranches et leurs conditions. Répondez au plus "
          "tard le %(until_on)s : après, l’argent retourne à l’enveloppe."),
    ),
    Event(
        "offer_accepted", GRANT, "accept", _offered_by,
        _("Convention signée : %(title)s"),
        _("%(organisation)s a accepté l’offre de %(amount)s. L’argent est engagé."),
    ),
    Event(
        "offer_declined", GRANT, "decline", _offered_by,
        _("Offre déclinée : %(title)s"),
        _("%(organisation)s a décliné l’offre de %(amount)s. La raison est au dossier. L’argent est libéré."),
    ),
    Event(
        "offer_lapsed", GRANT, "lapse", _offered_to,
        _("Votre offre est échue : %(title)s"),
        _("L’offre de %(amount)s n’a pas reçu de réponse à temps. L’argent est retourné à l’enveloppe. Parlez-en avec "
          "la région."),
    ),
    Event(
        "offer_lapsed_region", GRANT, "lapse", _offered_by,
        _("Offre échue sans réponse : %(title)s"),
        _("%(organisation)s n’a pas répondu à l’offre de %(amount)s. L’argent est retourné à l’enveloppe."),
    ),
    Event(
        "payments_ended", GRANT, "end_payments", _offered_to,
        _("Fin des versements : %(title)s"),
        _("La région met fin aux versements de cette aide. La raison est dans votre dossier. Vous pouvez préparer la "
          "reddition finale de l’argent reçu."),
    ),
    Event(
        "grant_closed", GRANT, "close", _offered_to,
        _("Votre aide est terminée : %(title)s"),
        _("La région a terminé cette aide. Vous n’avez plus rien à faire. Le dossier reste à lire dans votre espace."),
    ),
    Event(
        "amendment_to_authorise", AMENDMENT, "ask_resolution", _authorisers,
        _("Un avenant attend la résolution : %(title)s"),
        _("La région propose de porter la convention à %(amount)s. Le conseil peut décider."),
    ),
    Event(
        "amendment_to_answer", AMENDMENT, "propose", _grantee,
        _("Un avenant à lire : %(title)s"),
        _("La région propose de modifier votre convention. Rien ne change avant votre réponse."),
    ),
    Event(
        "amendment_authorised", AMENDMENT, "authorise", _grantee,
        _("Un avenant autorisé, à lire : %(title)s"),
        _("Le conseil autorise une convention de %(amount)s. Rien ne change avant votre réponse."),
    ),
    Event(
        "amendment_accepted", AMENDMENT, "accept", _proposers,
        _("Avenant accepté : %(title)s"),
        _("%(organisation)s a accepté l’avenant. La convention est maintenant de %(amount)s."),
    ),
    Event(
        "amendment_recorded", AMENDMENT, "record_acceptance", _grantee,
        _("Votre avenant signé est inscrit : %(title)s"),
        _("La région a inscrit l’avenant que vous avez signé sur papier. La convention est maintenant de %(amount)s."),
    ),
    Event(
        "amendment_declined", AMENDMENT, "decline", _proposers,
        _("Avenant décliné : %(title)s"),
        _("%(organisation)s a décliné l’avenant. La raison est au dossier. La convention ne change pas."),
    ),
    Event(
        "amendment_asked", REQUEST, "ask", _proposers,
        _("Un avenant demandé : %(title)s"),
        _("%(organisation)s demande de modifier sa convention. Reprenez sa demande dans un avenant, changée ou non, ou "
          "déclinez-la avec une raison."),
    ),
    Event(
        "amendment_request_declined", REQUEST, "decline", _grantee,
        _("Votre demande d’avenant n’est pas retenue : %(title)s"),
        _("La région ne propose pas l’avenant que vous demandiez. La raison est au dossier. "
          "La convention ne change pas."),
    ),
    Event(
        "recovery_to_pay", RECOVERY, "open", _grantee,
        _("Un montant à rembourser : %(title)s"),
        _("La région demande le remboursement de %(amount)s qui n’ont pas été dépensés, au plus tard le %(until_on)s. "
          "La raison est dans votre dossier."),
    ),
    Event(
        "recovery_received", RECOVERY, "receive", _grantee,
        _("Remboursement reçu : %(title)s"),
        _("La région a reçu votre remboursement de %(amount)s. Vous n’avez rien d’autre à faire."),
    ),
    Event(
        "payment_to_approve", PAYMENT, "request", _approvers,
        _("Un versement à approuver : %(title)s"),
        _("Un versement de %(amount)s à %(organisation)s attend votre approbation."),
    ),
    Event(
        "payment_approved", PAYMENT, "approve", _requesters,
        _("Versement approuvé : %(title)s"),
        _("Le versement de %(amount)s est approuvé. Inscrivez-le au grand livre quand la banque l’a fait."),
    ),
    Event(
        "payment_refused", PAYMENT, "refuse", _requesters,
        _("Versement refusé : %(title)s"),
        _("Le versement de %(amount)s est refusé. La raison est au dossier."),
    ),
    Event(
        "payment_made", PAYMENT, "mark_paid", _grantee,
        _("Un versement vous est fait : %(title)s"),
        _("Un versement de %(amount)s est fait, sous la référence %(reference)s."),
    ),
    Event(
        "report_received", REPORT, "send", _accepters,
        _("Une reddition de comptes à examiner : %(title)s"),
        _("%(organisation)s a envoyé sa reddition de comptes."),
    ),
    Event(
        "report_sent_back", REPORT, "send_back", _grantee,
        _("Votre reddition demande une correction : %(title)s"),
        _("La région vous renvoie la reddition de comptes. La raison est dans votre dossier. Rien n’est perdu : "
          "corrigez ce qui est demandé, puis envoyez-la de nouveau."),
    ),
    Event(
        "joining_asked", JOINING, "ask", _answerers,
        _("Une personne demande à se joindre à %(organisation)s"),
        _("%(who)s (%(address)s) demande à travailler aux demandes de %(organisation)s. Acceptez seulement si vous "
          "connaissez cette personne : elle recevra alors une invitation."),
    ),
    Event(
        "report_accepted", REPORT, "accept", _grantee,
        _("Votre reddition de comptes est acceptée : %(title)s"),
        _("La région a accepté votre reddition de comptes. Si c’est un rapport d’étape, la reddition finale viendra "
          "à la fin du projet; sinon, vous n’avez plus de reddition à faire pour cette aide."),
    ),
    Event(
        "opening_to_sign", OPENING, "propose", _signatories,
        _("Une reprise en cours de plan attend une deuxième signature : %(title)s"),
        _("Le classeur « %(file)s » est vérifié et signé une fois. Une autre personne le vérifie et le signe : tout "
          "entre alors au grand livre, d’un coup."),
    ),
    Event(
        "opening_made", OPENING, "adopt", _managers,
        _("La reprise est faite : %(title)s"),
        _("Les organismes, les priorités, les aides et les soldes du classeur « %(file)s » sont maintenant ici. "
          "Continuez vos dossiers comme s’ils y avaient commencé."),
    ),
)  # fmt: skip

BY_CODE = {event.code: event for event in EVENTS}


def events_of(subject: str, passage: str) -> list[Event]:
    return [event for event in EVENTS if (event.subject, event.passage) == (subject, passage)]

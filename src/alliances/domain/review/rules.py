"""Who may read and score, and when the committee and the council may speak."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.bodies.models import BodyKind, Sitting
from alliances.domain.bodies.rules import may_decide_at
from alliances.domain.calls.models import Call
from alliances.domain.common.verdict import ALLOWED, Verdict, first_refusal, refused
from alliances.domain.people.models import Account, RoleAssignment
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory


def may_review(account: Account, application: Application) -> Verdict:
    """A member of the committee, once the file was sent, and never on her own organisation's file.

    Her organisations are those of the person: a second account changes nothing.
    """
    if application.state == ApplicationState.REOPENED:
        return refused(_("L’organisme corrige sa demande. Vous noterez le nouvel envoi."))
    if application.state != ApplicationState.SENT:
        return refused(_("Les notes se donnent avant la recommandation du comité."))
    roles = RoleAssignment.objects.in_force().of_person(account.person_id)
    if roles.filter(organisation=application.organisation_id).exists():
        return refused(_("Vous avez un rôle dans cet organisme : vous ne notez pas sa demande."))
    return may_in_territory(account, Permission.SCORE, application.call.territory)


def may_read_scores(account: Account, application: Application) -> Verdict:
    """No score is visible before one's own, by this account or by another of the same person."""
    roles = RoleAssignment.objects.in_force().of_person(account.person_id)
    is_member = roles.giving(Permission.SCORE, application.call.territory).exists()
    mine = application.reviews.filter(person=account.person_id).exclude(submitted_at=None)
    if is_member and not mine.exists():
        return refused(_("Donnez d’abord vos notes : celles des autres s’afficheront ensuite."))
    return ALLOWED


RECOMMENDING = (BodyKind.ANALYSIS_COMMITTEE, BodyKind.LOCAL_TABLE)
DECIDING = (BodyKind.ELECTED_COUNCIL,)


def may_recommend(account: Account, application: Application) -> Verdict:
    """By whoever records for the committee, once the scores are there, as long as no resolution has decided."""
    return first_refusal(
        may_in_territory(account, Permission.RECOMMEND, application.call.territory),
        awaits_committee_or_council(application),
        has_enough_scores(application),
    )


def awaits_committee_or_council(application: Application) -> Verdict:
    if application.state in (ApplicationState.SENT, ApplicationState.RECOMMENDED):
        return ALLOWED
    return refused(
        _("La demande %(number)s est décidée ou retirée : sa recommandation ne change plus.")
        % {"number": application.number}
    )


def may_sit_for(sitting: Sitting, call: Call, kinds: Collection[BodyKind]) -> Verdict:
    """Whether acts of these kinds of bodies on this call may cite the sitting."""
    place = sitting.body.territory
    if sitting.body.kind not in kinds or place is None or not place.contains(call.territory):
        return refused(_("Choisissez une séance d’une instance qui peut se prononcer pour ce territoire."))
    return may_decide_at(sitting)


def may_deliberate(sitting: Sitting, application: Application, recused: Collection[int]) -> Verdict:
    """The quorum of one file: persons who declared an interest in it left the room."""
    verdict = may_decide_at(sitting, without=recused)
    if verdict or not recused:
        return verdict
    return refused(
        _("Sans les membres retirés, la demande %(number)s n’a pas de quorum. %(sentence)s")
        % {"number": application.number, "sentence": verdict.reason}
    )


def may_decide(application: Application, amount_cents: int, difference_reason: str) -> Verdict:
    """The council decides freely between nothing and what was asked; it says why it departs from the recommendation."""
    if application.state != ApplicationState.RECOMMENDED:
        return refused(_("La demande %(number)s n’attend pas de décision.") % {"number": application.number})
    if not 0 <= amount_cents <= (application.requested_cents or 0):
        return refused(
            _("Le montant de la demande %(number)s va de 0 $ au montant demandé.")
            % {"number": application.number}
        )
    if amount_cents != application.recommendation.amount_cents and not difference_reason.strip():
        return refused(
            _("Le montant de la demande %(number)s diffère de la recommandation : dites pourquoi.")
            % {"number": application.number}
        )
    return ALLOWED


def follows_sending(application: Application, sitting: Sitting) -> Verdict:
    """Nobody deliberates on a file that is not there yet: the sitting is of the day it was sent, or later."""
    if application.sent_at and timezone.localdate(application.sent_at) <= sitting.held_on:
        return ALLOWED
    return refused(
        _("La demande %(number)s a été envoyée après cette séance : choisissez-en une autre.")
        % {"number": application.number}
    )


def follows_recommendation(application: Application, sitting: Sitting) -> Verdict:
    """The council decides after its committee: not at a sitting held before the committee's."""
    heard = application.recommendation.list
    if heard is None or heard.sitting.held_on <= sitting.held_on:
        return ALLOWED
    return refused(
        _("Le comité s’est prononcé sur la demande %(number)s après cette séance : choisissez-en une autre.")
        % {"number": application.number}
    )


def has_enough_scores(application: Application) -> Verdict:
    """As many complete readings, by different people, as the framework asks for."""
    wanted = application.call.framework.scores_per_application
    found = application.reviews.exclude(submitted_at=None).count()
    if found >= wanted:
        return ALLOWED
    return refused(
        _("Évaluations manquantes : %(missing)s. Le cadre de gestion en demande %(wanted)s par dossier.")
        % {"missing": wanted - found, "wanted": wanted}
    )

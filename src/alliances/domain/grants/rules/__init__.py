"""Who may offer, sign, pay, and when; how an amount is split into instalments."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.grants.models import (
    Awaits,
    Grant,
    GrantState,
    Instalment,
    PaymentState,
    RecoveryState,
    Report,
    ReportKind,
    ReportState,
)
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation, may_in_territory
from alliances.domain.review.models import Decision
from alliances.domain.territories.models import Territory
from alliances.engine.money import split

MOST_INSTALMENTS = 6
PAPER_GRACE = timedelta(days=7)
"""How long a paper signed in time may take to reach the region before an offer lapses by itself."""
IN_PROGRESS = (PaymentState.REQUESTED, PaymentState.APPROVED)


def place_of(grant: Grant) -> Territory:
    """The territory whose people handle this grant."""
    return grant.application.call.territory


def may_offer(actor: Account, decision: Decision) -> Verdict:
    if not decision.is_granted:
        return refused(_("Cette demande n’a pas été acceptée."))
    if hasattr(decision, "grant"):
        return refused(_("L’offre est déjà faite pour cette demande."))
    return may_in_territory(actor, Permission.SIGN_GRANT, decision.application.call.territory)


def region_may(actor: Account, grant: Grant) -> Verdict:
    return may_in_territory(actor, Permission.SIGN_GRANT, place_of(grant))


def organisation_may(actor: Account, grant: Grant) -> Verdict:
    """The organisation answers, and never the person who made the offer, whatever her accounts."""
    if grant.offered_by.person_id == actor.person_id:
        return refused(_("Vous avez préparé cette offre : une autre personne y répond pour l’organisme."))
    return may_for_organisation(actor, Permission.SIGN_FOR_ORGANISATION, grant.organisation)


def is_still_open(grant: Grant) -> Verdict:
    if grant.is_expired:
        return refused(_("Le délai de cette offre est passé. Écrivez à la région."))
    return ALLOWED


def has_lapsed(grant: Grant) -> Verdict:
    if grant.is_expired:
        return ALLOWED
    return refused(_("L’offre n’est pas encore échue : l’organisme peut encore répondre."))


def lapses_on(grant: Grant) -> date:
    """The first day on which an offer without an answer lapses by itself."""
    return grant.expires_on + PAPER_GRACE + timedelta(days=1)


def may_lapse(actor: Account, grant: Grant) -> Verdict:
    """A person of the region, from the day after the last; the product itself when nobody did (`lapses_on`)."""
    by_the_region = region_may(actor, grant)
    if by_the_region or not actor.is_system:
        return by_the_region
    if timezone.localdate() >= lapses_on(grant):
        return ALLOWED
    return refused(_("Un papier signé à temps peut encore arriver."))


def dates_in_order(decision: Decision, offered_on: date, expires_on: date) -> Verdict:
    if offered_on > timezone.localdate():
        return refused(_("La date de l’offre n’est pas encore passée."))
    if offered_on < decision.resolution.adopted_on:
        return refused(_("L’offre se fait après la résolution."))
    if expires_on < offered_on:
        return refused(_("L’offre échoit avant d’être faite."))
    return ALLOWED


def add_up(amounts: Sequence[int], total_cents: int) -> Verdict:
    """Whether instalments, in cents, make exactly the amount of the agreement."""
    if not amounts:
        return refused(_("Prévoyez au moins une tranche."))
    if len(amounts) > MOST_INSTALMENTS:
        return refused(_("Prévoyez au plus %(most)s tranches.") % {"most": MOST_INSTALMENTS})
    if min(amounts) <= 0:
        return refused(_("Une tranche porte un montant positif."))
    if sum(amounts) != total_cents:
        return refused(_("Les tranches n’égalent pas le montant accordé. Corrigez un montant."))
    return ALLOWED


def split_in_instalments(amount_cents: int, percents: Sequence[int]) -> list[int]:
    """`amount_cents` in parts of `percents` (of any sum above zero): exact to the cent, empty parts left out.

    Largest remainder; the first of equal remainders is served first.
    """
    parts = split(amount_cents, {f"{rank:02d}": percent for rank, percent in enumerate(percents)})
    return [cents for cents in parts.values() if cents]


def may_request(actor: Account, instalment: Instalment) -> Verdict:
    """Whether the payment of this instalment may be asked for now."""
    grant = instalment.grant
    if grant.state != GrantState.SIGNED:
        return refused(_("Aucun versement ne se demande à ce stade de la convention."))
    if grant.payments_ended_on:
        return refused(_("Les versements de cette aide ont pris fin. Cette tranche ne sera pas versée."))
    if instalment.payments.exclude(state=PaymentState.REFUSED).exists():
        return refused(_("Cette tranche est déjà demandée ou versée."))
    if sentence := what_it_awaits(instalment):
        return refused(sentence)
    return may_in_territory(actor, Permission.REQUEST_PAYMENT, place_of(grant))


def what_it_awaits(instalment: Instalment) -> str:
    """The sentence of the report that this instalment still awaits; empty when it awaits none."""
    if Instalment.objects.filter(pk=instalment.pk).ready().exists():
        return ""
    if instalment.awaits == Awaits.INTERIM:
        return _("Cette tranche attend le rapport d’étape. L’organisme l’envoie, puis la région l’accepte.")
    return _("Cette tranche attend la reddition finale. L’organisme l’envoie, puis la région l’accepte.")


def may_request_some(actor: Account, grant: Grant) -> Verdict:
    """Whether at least one instalment of the grant may still be asked for."""
    if grant.state != GrantState.SIGNED:
        return refused(_("Aucun versement ne se demande à ce stade de la convention."))
    if grant.payments_ended_on:
        return refused(_("Les versements de cette aide ont pris fin. Plus rien ne se demande."))
    left = grant.instalments.unclaimed().order_by("rank")
    if not left:
        return refused(_("Toutes les tranches sont demandées ou versées."))
    if not left.ready().exists():
        return refused(what_it_awaits(left[0]))
    return may_in_territory(actor, Permission.REQUEST_PAYMENT, place_of(grant))


def unclaimed_cents(grant: Grant) -> int:
    """The instalments nobody asked for yet, in cents."""
    return grant.instalments.unclaimed().aggregate(total=Sum("amount_cents"))["total"] or 0


def may_follow_up(actor: Account, grant: Grant) -> Verdict:
    """Who accepts reports also asks money back and ends the file."""
    return may_in_territory(actor, Permission.ACCEPT_REPORT, place_of(grant))


def is_accepted(grant: Grant, kind: str) -> bool:
    return Report.objects.filter(grant=grant, kind=kind, state=ReportState.ACCEPTED).exists()


def is_reported(grant: Grant) -> bool:
    """Whether the final report is accepted: what was spent is then known."""
    return is_accepted(grant, ReportKind.FINAL)


def may_report(grant: Grant, kind: str) -> Verdict:
    """When a report is written: the interim one between two payments, the final one after the last.

    Instalments that await the final report itself are paid after it.
    """
    if grant.state != GrantState.SIGNED:
        return refused(_("On rend compte d’une convention signée et en cours."))
    if not grant.payments.filter(state=PaymentState.PAID).exists():
        return refused(_("Le premier versement n’est pas encore fait. Vous pourrez rendre compte ensuite."))
    if kind == ReportKind.FINAL:
        return comes_last(grant)
    if (
        Report.objects.final()
        .filter(grant=grant, state__in=[ReportState.SENT, ReportState.ACCEPTED])
        .exists()
    ):
        return refused(_("La reddition finale est déjà envoyée."))
    if not grant.instalments.unpaid().exists():
        return refused(_("Tous les versements sont faits : préparez plutôt la reddition finale."))
    if is_accepted(grant, ReportKind.INTERIM) and not grant.instalments.awaiting_interim().exists():
        return refused(_("Le rapport d’étape est accepté, et aucune tranche n’en attend un autre."))
    return ALLOWED


def report_to_write(grant: Grant, kind: str) -> Report | None:
    """The last report of this kind; None when none is begun, or when an instalment awaits another interim one."""
    last = Report.objects.filter(grant=grant, kind=kind).order_by("rank").last()
    is_told = last is not None and kind == ReportKind.INTERIM and last.state == ReportState.ACCEPTED
    return None if is_told and may_report(grant, kind) else last


def next_rank(grant: Grant, kind: str) -> int:
    return Report.objects.filter(grant=grant, kind=kind).count() + 1


def comes_last(grant: Grant) -> Verdict:
    """The final report speaks of all the money: it comes after the last instalment, or after the region gave it up."""
    before = grant.instalments.unpaid().exclude(awaits=Awaits.FINAL).order_by("rank").first()
    if before is None:
        return ALLOWED
    return refused(
        _(
            "La tranche %(rank)s n’est pas encore versée : la reddition finale vient après. "
            "Si le projet s’arrête plus tôt, la région met fin aux versements."
        )
        % {"rank": before.rank}
    )


def received_cents(grant: Grant) -> int:
    """Paid and not given back, justified or not yet, in cents."""
    return balance_cents(grant.paid_account_id) + balance_cents(grant.justified_account_id)


def reportable_cents(grant: Grant, kind: str) -> int:
    """The most that a report may say was spent since the beginning, in cents.

    What was received; the final report adds the instalments that are paid once it is accepted.
    """
    if kind != ReportKind.FINAL:
        return received_cents(grant)
    after = grant.instalments.unpaid().filter(awaits=Awaits.FINAL).aggregate(total=Sum("amount_cents"))
    return received_cents(grant) + (after["total"] or 0)


def may_end_payments(actor: Account, grant: Grant) -> Verdict:
    """Giving up the instalments nobody asked for: their money goes back to the envelope."""
    if grant.state != GrantState.SIGNED:
        return refused(_("Aucun versement ne se demande à ce stade de la convention."))
    return something_is_left(grant) and may_follow_up(actor, grant)


def something_is_left(grant: Grant) -> Verdict:
    """Whether instalments wait that nobody asked for, and none is on its way to the bank."""
    if grant.payments.filter(state__in=IN_PROGRESS).exists():
        return refused(_("Un versement est demandé et n’est pas encore fait."))
    if grant.amendments.open().exists():
        return refused(_("Un avenant attend encore une réponse : retirez-le, ou attendez-la."))
    if not grant.instalments.unclaimed().exists():
        return refused(_("Toutes les tranches sont demandées ou versées."))
    return ALLOWED


def recoverable_cents(grant: Grant) -> int:
    """Paid, neither justified nor asked back yet, in cents."""
    asked = (
        grant.recoveries.filter(state=RecoveryState.OPEN).aggregate(total=Sum("amount_cents"))["total"] or 0
    )
    return balance_cents(grant.paid_account_id) - asked


def may_recover(actor: Account, grant: Grant) -> Verdict:
    if grant.state != GrantState.SIGNED:
        return refused(_("Aucun argent ne se demande à ce stade de la convention."))
    if not is_reported(grant):
        return refused(_("Acceptez d’abord la reddition finale : elle dit ce qui a été dépensé."))
    if recoverable_cents(grant) <= 0:
        return refused(_("Tout l’argent versé est justifié ou déjà demandé."))
    return may_follow_up(actor, grant)


def closing_blockers(grant: Grant) -> list[str]:
    """What keeps the file open, a sentence each; empty when it can end."""
    found = []
    if grant.payments.filter(state__in=IN_PROGRESS).exists():
        found.append(_("Un versement est demandé et n’est pas encore fait."))
    if grant.amendments.open().exists():
        found.append(_("Un avenant attend encore une réponse : retirez-le, ou attendez-la."))
    if grant.payments.filter(state=PaymentState.PAID).exists() and not is_reported(grant):
        found.append(_("La reddition finale n’est pas encore acceptée."))
    elif owed := owed_instalment(grant):
        sentence = _(
            "La tranche %(rank)s est due depuis la reddition finale : versez-la, ou mettez fin aux versements."
        )
        found.append(sentence % {"rank": owed.rank})
    elif recoverable_cents(grant) > 0:
        found.append(_("Une partie de l’argent versé n’est ni dépensée ni rendue : demandez-la."))
    if grant.recoveries.filter(state=RecoveryState.OPEN).exists():
        found.append(_("L’argent demandé à l’organisme n’est pas encore reçu."))
    return found


def owed_instalment(grant: Grant) -> Instalment | None:
    """The first instalment that awaited the final report, now accepted, and that nobody asked for."""
    if not is_reported(grant):
        return None
    return grant.instalments.unclaimed().filter(awaits=Awaits.FINAL).order_by("rank").first()


def nothing_blocks(grant: Grant) -> Verdict:
    blockers = closing_blockers(grant)
    return refused(" ".join(blockers)) if blockers else ALLOWED

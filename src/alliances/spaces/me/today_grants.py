"""What awaits a person today once money was granted: offers, instalments, reports, money to give back."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.grants.models import (
    Amendment,
    AmendmentRequest,
    AmendmentState,
    Awaits,
    Grant,
    GrantState,
    Instalment,
    Payment,
    PaymentState,
    Recovery,
    RecoveryState,
    Report,
    ReportKind,
    ReportState,
    RequestState,
)
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Decision
from alliances.spaces.me.awaiting import Task
from alliances.ui.formats import money

GRANT_PLACE = "decision__application__call__territory"


def offers_to_prepare(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SIGN_GRANT), "application__call__territory")
    waiting = Decision.objects.filter(where, is_granted=True, grant=None).select_related("application")
    for decision in waiting.order_by("pk"):
        url = reverse("manager_offer_new", args=[decision.pk])
        yield Task(_("Préparer l’offre"), str(decision.application), url)


def offers_over(account: Account) -> Iterator[Task]:
    """Offers that nobody answered in time: their money waits to go back to the envelope."""
    where = within_any(account.territories_for(Permission.SIGN_GRANT), GRANT_PLACE)
    late = Grant.objects.filter(where, state=GrantState.OFFERED, expires_on__lt=timezone.localdate())
    for grant in late.select_related("decision__application").order_by("expires_on", "pk"):
        url = reverse("manager_grant", args=[grant.pk])
        yield Task(_("Consigner l’échéance de l’offre"), str(grant.application), url, grant.expires_on)


def offers_to_answer(account: Account) -> Iterator[Task]:
    """Offers that can still be answered: past its last day, an offer is the region's to follow."""
    held = account.organisations_for(Permission.SIGN_FOR_ORGANISATION)
    waiting = Grant.objects.filter(
        organisation__in=held, state=GrantState.OFFERED, expires_on__gte=timezone.localdate()
    )
    for grant in waiting.select_related("decision__application").order_by("expires_on", "pk"):
        url = reverse("organisation_offer", args=[grant.pk])
        yield Task(_("Répondre à l’offre"), str(grant.application), url, grant.expires_on)


def grants_to_finish(account: Account) -> Iterator[Task]:
    """Reported grants: money to ask back, or nothing left but to end the file. Those with a payment to come wait."""
    where = within_any(account.territories_for(Permission.ACCEPT_REPORT), GRANT_PLACE)
    reported = Report.objects.final().filter(state=ReportState.ACCEPTED).values("grant")
    found = Grant.objects.filter(where, state=GrantState.SIGNED, pk__in=reported)
    to_pay = Instalment.objects.unpaid().values("grant")
    for grant in (
        found.exclude(recoveries__state="open")
        .exclude(pk__in=to_pay)
        .select_related("decision__application", "paid_account")
    ):
        verb = (
            _("Demander l’argent non dépensé") if grant.paid_account.balance_cents else _("Terminer l’aide")
        )
        yield Task(verb, str(grant.application), reverse("manager_grant", args=[grant.pk]))


def recoveries_to_receive(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.REQUEST_PAYMENT), f"grant__{GRANT_PLACE}")
    waiting = Recovery.objects.filter(where, state=RecoveryState.OPEN)
    for recovery in waiting.select_related("grant__decision__application").order_by("due_on", "pk"):
        url = reverse("payments_grant", args=[recovery.grant_id])
        yield Task(
            _("Inscrire l’argent rendu"), str(recovery.grant.application), url, recovery.due_on,
            money(recovery.amount_cents),
        )  # fmt: skip


def money_to_give_back(account: Account) -> Iterator[Task]:
    owned = Grant.objects.owned_by(account)
    waiting = Recovery.objects.filter(grant__in=owned, state=RecoveryState.OPEN)
    for recovery in waiting.select_related("grant__decision__application").order_by("due_on", "pk"):
        url = reverse("organisation_grant", args=[recovery.grant_id])
        yield Task(
            _("Rendre l’argent non dépensé"), str(recovery.grant.application), url, recovery.due_on,
            money(recovery.amount_cents),
        )  # fmt: skip


def reports_to_accept(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.ACCEPT_REPORT), f"grant__{GRANT_PLACE}")
    waiting = Report.objects.filter(where, state=ReportState.SENT)
    for report in waiting.select_related("grant__decision__application").order_by("sent_at"):
        url = reverse("manager_report", args=[report.pk])
        yield Task(_("Examiner la reddition de comptes"), str(report.grant.application), url)


def reports_to_write(account: Account) -> Iterator[Task]:
    """The final report once the last instalment is paid, the interim one that an instalment awaits."""
    running = Grant.objects.owned_by(account).filter(state=GrantState.SIGNED)
    paid = (
        running.filter(payments__state=PaymentState.PAID).select_related("decision__application").distinct()
    )
    answered = Report.objects.filter(state__in=[ReportState.SENT, ReportState.ACCEPTED])
    before_final = Instalment.objects.unpaid().exclude(awaits=Awaits.FINAL).values("grant")
    done = answered.filter(kind=ReportKind.FINAL).values("grant")
    for grant in paid.exclude(pk__in=done).exclude(pk__in=before_final).order_by("pk"):
        application = grant.decision.application
        url = reverse("organisation_report", args=[grant.pk])
        yield Task(_("Rendre compte"), str(application), url, application.ends_on)
    awaiting = Instalment.objects.awaiting_interim().filter(grant__in=paid).values("pk")
    sent = Report.objects.filter(kind=ReportKind.INTERIM, state=ReportState.SENT).values("grant")
    for instalment in (
        Instalment.objects.filter(pk__in=awaiting)
        .exclude(grant__in=sent)
        .select_related("grant__decision__application")
        .order_by("grant", "rank")
        .distinct("grant")
    ):
        url = reverse("organisation_interim", args=[instalment.grant_id])
        yield Task(
            _("Préparer le rapport d’étape"), str(instalment.grant.application), url, instalment.due_on,
            _("La tranche %(rank)s l’attend") % {"rank": instalment.rank},
        )  # fmt: skip


def grants_to_pay(account: Account) -> Iterator[Task]:
    """The next instalment of each grant that may be asked for: what it awaits is accepted."""
    where = within_any(account.territories_for(Permission.REQUEST_PAYMENT), f"grant__{GRANT_PLACE}")
    waiting = Instalment.objects.unclaimed().ready().filter(where, grant__state=GrantState.SIGNED)
    seen = set()
    for instalment in waiting.select_related("grant__decision__application").order_by("grant", "rank"):
        if instalment.grant_id in seen:
            continue
        seen.add(instalment.grant_id)
        url = reverse("payments_grant", args=[instalment.grant_id])
        yield Task(
            _("Demander un versement"), str(instalment.grant.application), url, instalment.due_on,
            f"{instalment} – {money(instalment.amount_cents)}", later=instalment.due_on > timezone.localdate(),
        )  # fmt: skip


def payments_to_make(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.REQUEST_PAYMENT), f"grant__{GRANT_PLACE}")
    yield from _payments(
        Payment.objects.filter(where, state=PaymentState.APPROVED), _("Inscrire le versement fait")
    )


def payments_to_approve(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.APPROVE_PAYMENT), f"grant__{GRANT_PLACE}")
    waiting = Payment.objects.filter(where, state=PaymentState.REQUESTED)
    yield from _payments(waiting.exclude(requested_by=account.person_id), _("Approuver le versement"))


def _payments(payments: QuerySet[Payment], verb: str) -> Iterator[Task]:
    for payment in payments.select_related("grant__decision__application").order_by("requested_at"):
        url = reverse("payments_payment", args=[payment.pk])
        yield Task(verb, str(payment.grant.application), url, note=money(payment.amount_cents))


def amendments_to_authorise(account: Account) -> Iterator[Task]:
    waiting = Amendment.objects.for_council(account).filter(state=AmendmentState.TO_AUTHORISE)
    yield from _amendments(waiting, _("Consigner la résolution de l’avenant"), "council_amendment")


def amendment_requests_to_answer(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SIGN_GRANT), f"grant__{GRANT_PLACE}")
    waiting = AmendmentRequest.objects.filter(where, state=RequestState.ASKED)
    for request in waiting.select_related("grant__decision__application").order_by("pk"):
        url = reverse("manager_amendment_request", args=[request.pk])
        yield Task(_("Répondre à la demande d’avenant"), str(request.grant.application), url)


def amendments_to_answer(account: Account) -> Iterator[Task]:
    held = account.organisations_for(Permission.SIGN_FOR_ORGANISATION)
    waiting = Amendment.objects.filter(grant__organisation__in=held, state=AmendmentState.PROPOSED)
    yield from _amendments(waiting, _("Répondre à l’avenant"), "organisation_amendment")


def _amendments(waiting: QuerySet[Amendment], verb: str, page: str) -> Iterator[Task]:
    for amendment in waiting.select_related("grant__decision__application").order_by("pk"):
        yield Task(verb, str(amendment.grant.application), reverse(page, args=[amendment.pk]))

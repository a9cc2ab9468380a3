"""What awaits a person today: one small function per thing that can wait, each with a fixed number of queries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance, AllianceState
from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.calls.models import Call, CallState
from alliances.domain.envelopes.models import Component, Envelope, Scenario, ScenarioState
from alliances.domain.grants.models import Grant, GrantState, Payment, PaymentState, Report, ReportState
from alliances.domain.participation.models import LocalPlan, LocalPlanState
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import permissions_of
from alliances.domain.review.models import Decision, Review
from alliances.ui.formats import money


@dataclass(frozen=True)
class Task:
    """One row of « today »: the verb, the thing, where to do it, and by when (None: no date is set)."""

    verb: str
    thing: str
    url: str
    due: date | datetime | None = None
    note: str = ""

    @property
    def late(self) -> bool:
        """Derived, never stored: the date is past."""
        return self.due is not None and _as_day(self.due) < timezone.localdate()


def tasks_for(account: Account) -> list[Task]:
    """Everything that awaits this person, what is due first on top, undated things after."""
    held = permissions_of(account)
    found = [task for permission, source in SOURCES if permission in held for task in source(account)]
    return sorted(found, key=lambda task: (task.due is None, _as_day(task.due)))


def _as_day(due: date | datetime | None) -> date:
    return due.date() if isinstance(due, datetime) else due or date.max


def _envelopes_to_split(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SPLIT_ENVELOPE))
    waiting = Envelope.objects.filter(where, component=Component.WHOLE, children=None)
    for envelope in waiting.exclude(scenarios__state=ScenarioState.PROPOSED).order_by("pk"):
        yield Task(_("Répartir"), envelope.name, reverse("ministry_envelope", args=[envelope.pk]))


def _scenarios_to_sign(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.ADOPT_ALLOCATION), "envelope__territory")
    waiting = Scenario.objects.filter(where, state=ScenarioState.PROPOSED)
    for scenario in waiting.exclude(signatures__person=account.person_id).order_by("pk"):
        yield Task(
            _("Signer la répartition"), scenario.title, reverse("ministry_scenario", args=[scenario.pk])
        )


def _alliances_to_sign(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SIGN_ALLIANCE))
    for alliance in Alliance.objects.filter(where, state=AllianceState.DRAFT).order_by("pk"):
        yield Task(_("Signer l’Alliance"), alliance.name, reverse("ministry_alliance", args=[alliance.pk]))


def _plans_to_adopt(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SET_PRIORITIES))
    for plan in LocalPlan.objects.filter(where, state=LocalPlanState.DRAFT).order_by("pk"):
        yield Task(_("Compléter le plan local"), plan.title, reverse("manager_local_plan", args=[plan.pk]))


def _calls_to_publish(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.RUN_CALLS))
    for call in Call.objects.filter(where, state=CallState.DRAFT).order_by("pk"):
        yield Task(_("Publier l’appel"), call.title, reverse("manager_call", args=[call.pk]), call.opens_at)


def _files_to_recommend(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.RECOMMEND), "call__territory")
    scored = Count("reviews", filter=Q(reviews__submitted_at__isnull=False))
    waiting = Application.objects.filter(where, state=ApplicationState.SENT).annotate(scored=scored)
    for file in waiting.filter(scored__gte=F("call__framework__scores_per_application")).order_by("pk"):
        yield Task(
            _("Consigner la recommandation"), str(file), reverse("manager_application", args=[file.pk])
        )


def _agreements_to_sign(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SIGN_GRANT), "application__call__territory")
    waiting = Decision.objects.filter(where, is_granted=True, grant=None).select_related("application")
    for decision in waiting.order_by("pk"):
        url = reverse("manager_grant_sign", args=[decision.pk])
        yield Task(_("Signer la convention"), str(decision.application), url)


def _reports_to_accept(account: Account) -> Iterator[Task]:
    where = within_any(
        account.territories_for(Permission.ACCEPT_REPORT), "grant__decision__application__call__territory"
    )
    waiting = Report.objects.filter(where, state=ReportState.SENT)
    for report in waiting.select_related("grant__decision__application").order_by("sent_at"):
        url = reverse("manager_report", args=[report.pk])
        yield Task(_("Examiner la reddition de comptes"), str(report.grant.application), url)


def _files_to_score(account: Account) -> Iterator[Task]:
    mine = Review.objects.filter(application=OuterRef("pk"), person=account.person_id)
    done = mine.filter(Q(has_conflict=True) | Q(submitted_at__isnull=False))
    waiting = Application.objects.for_scoring_by(account).filter(~Exists(done), state=ApplicationState.SENT)
    for file in waiting.order_by("sent_at"):
        yield Task(_("Lire et noter"), str(file), reverse("committee_application", args=[file.pk]))


def _files_to_decide(account: Account) -> Iterator[Task]:
    waiting = Application.objects.for_decision_by(account).filter(state=ApplicationState.RECOMMENDED)
    by_call = waiting.values("call", "call__title").annotate(files=Count("pk")).order_by("call")
    for row in by_call:
        yield Task(
            _("Consigner la résolution"), row["call__title"], reverse("council_call", args=[row["call"]]),
            note=_("Dossiers : %(count)s") % {"count": row["files"]},
        )  # fmt: skip


def _drafts_to_finish(account: Account) -> Iterator[Task]:
    drafts = Application.objects.owned_by(account).filter(state=ApplicationState.DRAFT)
    for draft in drafts.select_related("call").order_by("pk"):
        yield Task(
            _("Terminer et envoyer la demande"), str(draft), reverse("organisation_application", args=[draft.pk]),
            draft.call.closes_at, _("Pas encore envoyée"),
        )  # fmt: skip


def _open_calls(account: Account) -> Iterator[Task]:
    places = [organisation.territory for organisation in account.organisations_for(Permission.APPLY)]
    above = [path for place in places for path in place.lineage_paths()]
    started = Application.objects.owned_by(account).values("call")
    around = Q(territory__path__in=above) | within_any(places)
    for call in Call.objects.open_now().filter(around).exclude(pk__in=started).order_by("closes_at"):
        yield Task(_("Voir l’appel ouvert"), call.title, reverse("call_page", args=[call.pk]), call.closes_at)


def _reports_to_write(account: Account) -> Iterator[Task]:
    waiting = Q(report=None) | Q(report__state__in=[ReportState.DRAFT, ReportState.SENT_BACK])
    paid = Grant.objects.owned_by(account).filter(waiting, paid_account__balance_cents__gt=0)
    for grant in paid.select_related("decision__application").order_by("pk"):
        application = grant.decision.application
        url = reverse("organisation_grant", args=[grant.pk])
        yield Task(_("Rendre compte"), str(application), url, application.ends_on)


def _grants_to_pay(account: Account) -> Iterator[Task]:
    where = within_any(
        account.territories_for(Permission.REQUEST_PAYMENT), "decision__application__call__territory"
    )
    asked = Sum("payments__amount_cents", filter=Q(payments__state__in=["requested", "approved"]))
    grants = Grant.objects.filter(where, state=GrantState.SIGNED).annotate(asked=Coalesce(asked, 0))
    waiting = grants.filter(committed_account__balance_cents__gt=F("asked"))
    for grant in waiting.select_related("decision__application").order_by("pk"):
        url = reverse("payments_grant", args=[grant.pk])
        yield Task(_("Demander un versement"), str(grant.decision.application), url)


def _payments_to_make(account: Account) -> Iterator[Task]:
    where = within_any(
        account.territories_for(Permission.REQUEST_PAYMENT), "grant__decision__application__call__territory"
    )
    yield from _payments(
        Payment.objects.filter(where, state=PaymentState.APPROVED), _("Inscrire le versement fait")
    )


def _payments_to_approve(account: Account) -> Iterator[Task]:
    where = within_any(
        account.territories_for(Permission.APPROVE_PAYMENT), "grant__decision__application__call__territory"
    )
    waiting = Payment.objects.filter(where, state=PaymentState.REQUESTED)
    yield from _payments(waiting.exclude(requested_by=account.person_id), _("Approuver le versement"))


def _payments(payments: QuerySet[Payment], verb: str) -> Iterator[Task]:
    for payment in payments.select_related("grant__decision__application").order_by("requested_at"):
        url = reverse("payments_payment", args=[payment.pk])
        yield Task(verb, str(payment.grant.application), url, note=money(payment.amount_cents))


SOURCES: tuple[tuple[Permission, Callable[[Account], Iterator[Task]]], ...] = (
    (Permission.SPLIT_ENVELOPE, _envelopes_to_split),
    (Permission.ADOPT_ALLOCATION, _scenarios_to_sign),
    (Permission.SIGN_ALLIANCE, _alliances_to_sign),
    (Permission.SET_PRIORITIES, _plans_to_adopt),
    (Permission.RUN_CALLS, _calls_to_publish),
    (Permission.RECOMMEND, _files_to_recommend),
    (Permission.SIGN_GRANT, _agreements_to_sign),
    (Permission.ACCEPT_REPORT, _reports_to_accept),
    (Permission.SCORE, _files_to_score),
    (Permission.RECORD_RESOLUTION, _files_to_decide),
    (Permission.APPLY, _drafts_to_finish),
    (Permission.APPLY, _open_calls),
    (Permission.REPORT, _reports_to_write),
    (Permission.REQUEST_PAYMENT, _grants_to_pay),
    (Permission.REQUEST_PAYMENT, _payments_to_make),
    (Permission.APPROVE_PAYMENT, _payments_to_approve),
)

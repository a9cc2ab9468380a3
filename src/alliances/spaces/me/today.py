"""What awaits a person today: one small function per thing that can wait, each with a fixed number of queries."""

from collections.abc import Callable, Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance, AllianceState
from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.calls.models import Call, CallState
from alliances.domain.envelopes.models import (
    Component,
    Envelope,
    Movement,
    Scenario,
    ScenarioState,
)
from alliances.domain.ledger.models import FiscalYear
from alliances.domain.notices.models import Notice
from alliances.domain.openings.models import Opening, OpeningState
from alliances.domain.participation.models import LocalPlan, LocalPlanState
from alliances.domain.people.models import Account, Invitation, JoinRequest, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import permissions_of
from alliances.domain.review.models import Review
from alliances.domain.strategy import rules as strategy_rules
from alliances.domain.strategy.models import Measure, Opinion, OpinionState
from alliances.spaces.me import today_grants as grants
from alliances.spaces.me.awaiting import Task, as_day

AT_MOST = 3  # reminders of one kind that carry no date


def tasks_for(account: Account) -> list[Task]:
    """Everything that awaits this person: what is due first, undated things, then what is for later.

    What two permissions ask of one person stands there once.
    """
    held = permissions_of(account)
    found = dict.fromkeys(
        task for permission, source in SOURCES if permission in held for task in source(account)
    )
    return sorted(found, key=lambda task: (task.later, task.due is None, as_day(task.due)))


def _envelopes_to_split(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SPLIT_ENVELOPE))
    waiting = Envelope.objects.filter(
        where, component=Component.WHOLE, children=None, account__balance_cents__gt=0
    )
    for envelope in waiting.exclude(scenarios__state=ScenarioState.PROPOSED).order_by("pk"):
        yield Task(_("Répartir"), envelope.name, reverse("ministry_envelope", args=[envelope.pk]))


def _scenarios_to_sign(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.ADOPT_ALLOCATION), "envelope__territory")
    waiting = Scenario.objects.filter(where, state=ScenarioState.PROPOSED)
    for scenario in waiting.exclude(signatures__person=account.person_id).order_by("pk"):
        yield Task(
            _("Signer la répartition"), scenario.title, reverse("ministry_scenario", args=[scenario.pk])
        )


def _movements_to_approve(account: Account) -> Iterator[Task]:
    """Money that another person proposed to move between envelopes, or to bring into one."""
    for movement in Movement.objects.approvable_by(account).order_by("pk"):
        ends = (line.destination or line.origin for line in movement.lines.all())
        names = ", ".join(dict.fromkeys(envelope.name for envelope in ends if envelope))
        url = reverse("ministry_movement", args=[movement.pk])
        yield Task(_("Approuver le mouvement"), names, url, note=movement.get_kind_display())


def _alliances_to_sign(account: Account) -> Iterator[Task]:
    where = within_any(account.territories_for(Permission.SIGN_ALLIANCE))
    for alliance in Alliance.objects.filter(where, state=AllianceState.DRAFT).order_by("pk"):
        yield Task(_("Signer l’Alliance"), alliance.name, reverse("ministry_alliance", args=[alliance.pk]))


def _openings_to_sign(account: Account) -> Iterator[Task]:
    """A region that starts in mid-plan: its workbook waits for its first signature, then for another person's."""
    own = within_any(account.territories_for(Permission.MANAGE_ALLIANCE), "alliance__territory")
    ministry = within_any(account.territories_for(Permission.SIGN_ALLIANCE), "alliance__territory")
    draft, proposed = Q(state=OpeningState.DRAFT), Q(state=OpeningState.PROPOSED)
    waiting = Opening.objects.filter((own & (draft | proposed)) | (ministry & proposed))
    for opening in (
        waiting.exclude(signatures__person=account.person_id).select_related("alliance").order_by("pk")
    ):
        verb = (
            _("Vérifier et signer la reprise")
            if opening.state == OpeningState.DRAFT
            else _("Signer la reprise")
        )
        url = reverse("manager_opening", args=[opening.pk])
        yield Task(verb, opening.alliance.name, url, note=opening.file_name)


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


def _letters_to_send(account: Account) -> Iterator[Task]:
    waiting = Notice.objects.releasable_by(account).count()
    if waiting:
        yield Task(
            _("Relire et envoyer"), _("les lettres de décision"), reverse("manager_letters"),
            note=_("Lettres : %(count)s") % {"count": waiting},
        )  # fmt: skip


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


def _corrections_to_make(account: Account) -> Iterator[Task]:
    reopened = Application.objects.owned_by(account).filter(state=ApplicationState.REOPENED)
    for file in reopened.order_by("pk"):
        url = reverse("organisation_application", args=[file.pk])
        yield Task(_("Corriger et renvoyer la demande"), str(file), url, note=_("Demandé par la région"))


def _joiners(requests: QuerySet[JoinRequest]) -> Iterator[Task]:
    for asked in requests.select_related("organisation", "account__person").order_by("asked_at", "pk"):
        url = reverse("organisation_join_request", args=[asked.pk])
        yield Task(
            _("Répondre à une demande d’accès"), asked.organisation.name, url, note=str(asked.account.person)
        )


def _joiners_to_answer(account: Account) -> Iterator[Task]:
    mine = account.organisations_for(Permission.APPLY)
    return _joiners(JoinRequest.objects.waiting().filter(organisation__in=mine))


def _joiners_of_nobody(account: Account) -> Iterator[Task]:
    """Of an organisation that lost its last coordinator."""
    where = within_any(account.territories_for(Permission.MANAGE_ALLIANCE), "organisation__territory")
    return _joiners(JoinRequest.objects.waiting().without_coordination().filter(where))


def _invitations_to_confirm(account: Account) -> Iterator[Task]:
    for waiting in Invitation.objects.confirmable_by(account).order_by("invited_at", "pk"):
        url = reverse("invitation_sent", args=[waiting.pk])
        yield Task(_("Confirmer une invitation"), waiting.full_name, url, note=waiting.get_role_display())


def _years_to_close(account: Account) -> Iterator[Task]:
    """Another person proposed the closing: a second one closes."""
    if not account.may_everywhere(Permission.CLOSE_YEAR):
        return
    proposed = FiscalYear.objects.filter(closing_proposed_by__isnull=False, closed_at=None)
    for year in proposed.exclude(closing_proposed_by=account.person_id).order_by("start_year"):
        yield Task(_("Fermer l’exercice"), str(year), reverse("ministry_year", args=[year.pk]))


def _open_calls(account: Account) -> Iterator[Task]:
    places = [organisation.territory for organisation in account.organisations_for(Permission.APPLY)]
    above = [path for place in places for path in place.lineage_paths()]
    started = Application.objects.owned_by(account).values("call")
    around = Q(territory__path__in=above) | within_any(places)
    for call in Call.objects.open_now().filter(around).exclude(pk__in=started).order_by("closes_at"):
        yield Task(_("Voir l’appel ouvert"), call.title, reverse("call_page", args=[call.pk]), call.closes_at)


def _progress_to_post(account: Account) -> Iterator[Task]:
    """Measures in force of one's own bodies of which nothing was ever said; the others are listed in their space."""
    mine = strategy_rules.bodies_of(account)
    silent = Measure.objects.filter(plan__status="in_force", responsible__in=mine, progress_notes=None)
    for measure in silent.distinct().order_by("rank", "pk")[:AT_MOST]:
        url = reverse("ministry_measure", args=[measure.code])
        yield Task(_("Dire où en est la mesure"), f"{measure.number} {measure.title}".strip(), url)


def _opinions_to_answer(account: Account) -> Iterator[Task]:
    if not account.may_everywhere(Permission.ANSWER_OPINION):
        return
    waiting = Opinion.objects.published().filter(answers=None, reply_expected_by__isnull=False)
    for opinion in waiting.order_by("reply_expected_by", "pk"):
        url = reverse("ministry_opinion", args=[opinion.pk])
        yield Task(_("Répondre à l’avis"), opinion.title, url, opinion.reply_expected_by)


def _opinions_to_publish(account: Account) -> Iterator[Task]:
    for opinion in Opinion.objects.filter(state=OpinionState.DRAFT).order_by("created_at", "pk"):
        url = reverse("advisory_opinion", args=[opinion.pk])
        yield Task(_("Terminer et publier l’avis"), opinion.title, url, note=_("Brouillon"))


def _answers_to_read(account: Account) -> Iterator[Task]:
    """Opinions still waiting: the committee follows its answers."""
    waiting = Opinion.objects.published().filter(answers=None, reply_expected_by__isnull=False)
    for opinion in waiting.order_by("reply_expected_by", "pk"):
        url = reverse("advisory_opinion", args=[opinion.pk])
        yield Task(_("Suivre la réponse à l’avis"), opinion.title, url, opinion.reply_expected_by)


def _accounts_to_check(account: Account) -> Iterator[Task]:
    """One's own round, without a date: what a check reads stands behind it."""
    yield Task(
        _("Recalculer les soldes"), _("tous les comptes de votre périmètre"), reverse("audit_balances")
    )
    yield Task(_("Lire les écritures"), _("de la plus récente à la plus ancienne"), reverse("audit_entries"))


def _need_to_compare(account: Account) -> Iterator[Task]:
    yield Task(_("Comparer le besoin et la réponse"), _("tous les territoires"), reverse("observatory"))


SOURCES: tuple[tuple[Permission, Callable[[Account], Iterator[Task]]], ...] = (
    (Permission.SPLIT_ENVELOPE, _envelopes_to_split),
    (Permission.ADOPT_ALLOCATION, _scenarios_to_sign),
    (Permission.ADOPT_ALLOCATION, _movements_to_approve),
    (Permission.SIGN_ALLIANCE, _alliances_to_sign),
    (Permission.SIGN_ALLIANCE, _invitations_to_confirm),
    (Permission.MANAGE_ALLIANCE, _invitations_to_confirm),
    (Permission.CLOSE_YEAR, _years_to_close),
    (Permission.SIGN_ALLIANCE, _openings_to_sign),
    (Permission.MANAGE_ALLIANCE, _openings_to_sign),
    (Permission.ANSWER_OPINION, _opinions_to_answer),
    (Permission.POST_PROGRESS, _progress_to_post),
    (Permission.GIVE_OPINION, _opinions_to_publish),
    (Permission.GIVE_OPINION, _answers_to_read),
    (Permission.AUDIT, _accounts_to_check),
    (Permission.OBSERVE, _need_to_compare),
    (Permission.SET_PRIORITIES, _plans_to_adopt),
    (Permission.RUN_CALLS, _calls_to_publish),
    (Permission.RECOMMEND, _files_to_recommend),
    (Permission.SIGN_GRANT, _letters_to_send),
    (Permission.SIGN_GRANT, grants.offers_to_prepare),
    (Permission.SIGN_GRANT, grants.offers_over),
    (Permission.SIGN_GRANT, grants.amendment_requests_to_answer),
    (Permission.ACCEPT_REPORT, grants.reports_to_accept),
    (Permission.ACCEPT_REPORT, grants.grants_to_finish),
    (Permission.SCORE, _files_to_score),
    (Permission.RECORD_RESOLUTION, _files_to_decide),
    (Permission.RECORD_RESOLUTION, grants.amendments_to_authorise),
    (Permission.APPLY, _corrections_to_make),
    (Permission.APPLY, _drafts_to_finish),
    (Permission.APPLY, _joiners_to_answer),
    (Permission.MANAGE_ALLIANCE, _joiners_of_nobody),
    (Permission.APPLY, _open_calls),
    (Permission.SIGN_FOR_ORGANISATION, grants.offers_to_answer),
    (Permission.SIGN_FOR_ORGANISATION, grants.amendments_to_answer),
    (Permission.REPORT, grants.reports_to_write),
    (Permission.REPORT, grants.money_to_give_back),
    (Permission.REQUEST_PAYMENT, grants.grants_to_pay),
    (Permission.REQUEST_PAYMENT, grants.payments_to_make),
    (Permission.REQUEST_PAYMENT, grants.recoveries_to_receive),
    (Permission.APPROVE_PAYMENT, grants.payments_to_approve),
)

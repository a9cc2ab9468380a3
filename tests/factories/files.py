"""From an open call to the resolution of a council, one step further each."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import Max
from django.utils import timezone
from tests.factories.sides import Side, sitting
from tests.factories.worlds import adopted_priority, local_envelope, signed_alliance

from alliances.domain.agreements.models import Alliance
from alliances.domain.applications import actions as applications
from alliances.domain.applications.models import Application
from alliances.domain.bodies.models import BodyKind
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import Call
from alliances.domain.review import actions as review
from alliances.domain.review.models import Resolution


def open_call(
    built: SimpleNamespace, where: Side | None = None, *, alliance: Alliance | None = None, **changes: Any
) -> Call:
    """A published call; `changes` are arguments of `prepare_call` that differ."""
    where = where or built.here
    alliance = alliance or signed_alliance(built, where)
    priority = adopted_priority(built, alliance, where)
    paying = local_envelope(alliance, where)
    plain: dict[str, Any] = {
        "title": "Appel d’essai",
        "purpose": "Soutenir des projets.",
        "budget_cents": paying.account.balance_cents,
        "opens_at": timezone.now() - timedelta(days=1),
        "closes_at": timezone.now() + timedelta(days=30),
        "priorities": [priority],
        "criteria": [("Réponse à la priorité", 2), ("Place des personnes", 1)],
    }
    call = calls.prepare_call(
        actor=where.manager,
        alliance=alliance,
        envelope=paying,
        territory=where.mrcs[0],
        **{**plain, **changes},
    )
    return calls.publish(actor=where.manager, call=call)


def draft_application(
    call: Call, where: Side, *, requested_cents: int = 10_000, **answers: Any
) -> Application:
    draft = applications.start(actor=where.coordinator, call=call, organisation=where.organisation)
    whole = {
        "title": "Cuisine collective",
        "priority": call.priorities.get(),
        "people_expected": 40,
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
    }
    writing: dict[str, Any] = {"actor": where.coordinator, "application": draft}
    saved = applications.save_draft(
        **writing,
        version=draft.version,
        answers={**whole, **{name: value for name, value in answers.items() if name in whole}},
    )
    for page, typed in ANSWERS.items():
        told = {code: answers.get(code, text) for code, text in typed.items()}
        saved = applications.save_answers(**writing, version=saved.version, page=page, typed=told)
    saved = applications.save_results(
        **writing,
        version=saved.version,
        results=[applications.ResultTyped(label="Repas servis", target=400, unit="repas")],
    )
    return applications.save_budget(**writing, version=saved.version, lines=budget(requested_cents))


ANSWERS = {
    "besoin": {"need": "Un besoin."},
    "activites": {"activities": "Cuisiner ensemble.", "participation": "Les personnes choisissent."},
}


def budget(requested_cents: int) -> list[applications.LineTyped]:
    """Twice what is asked, half of it from elsewhere."""
    return [
        applications.LineTyped("cost", "staff", "Animation", requested_cents * 2),
        applications.LineTyped("revenue", "requested", amount_cents=requested_cents, is_requested=True),
        applications.LineTyped("revenue", "own", "Fonds de l’organisme", requested_cents),
    ]


def sent_application(call: Call, where: Side, **answers: Any) -> Application:
    return applications.send(actor=where.coordinator, application=draft_application(call, where, **answers))


def scored_application(call: Call, where: Side, **answers: Any) -> Application:
    sent = sent_application(call, where, **answers)
    for member in (where.member, where.second_member):
        reading = review.declare_interests(actor=member, application=sent, has_conflict=False)
        review.submit_scores(actor=member, review=reading, points=dict.fromkeys(call.criteria.all(), 4))
    return sent


def recommended_application(call: Call, where: Side, **answers: Any) -> Application:
    scored = scored_application(call, where, **answers)
    recommend(call, where, scored)
    return scored


def recommend(call: Call, where: Side, *files: Application, amount_cents: int | None = None) -> None:
    """One favourable list at the committee's sitting, in the order given, after those that stand already."""
    last = call.recommendations.aggregate(last=Max("rank"))["last"] or 0
    review.recommend_list(
        actor=where.manager,
        call=call,
        sitting=sitting(where, BodyKind.ANALYSIS_COMMITTEE),
        advices=[
            review.Advice(
                file, True, amount_cents or file.requested_cents or 0, rank, "Répond à la priorité."
            )
            for rank, file in enumerate(files, start=last + 1)
        ],
    )


def resolution(call: Call, where: Side, *files: Application, number: str = "2026-01") -> Resolution:
    return review.record_resolution(
        actor=where.clerk,
        call=call,
        sitting=sitting(where, BodyKind.ELECTED_COUNCIL),
        number=number,
        verdicts=[review.Verdicts(file, file.recommendation.amount_cents) for file in files],
    )

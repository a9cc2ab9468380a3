"""One object of each kind in one's own territory and in another, and the routes that lead to them."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests import factories

from alliances.domain.grants import actions as grants

SIDES = ("own", "other")
ROLES = (
    "visitor", "officer", "manager", "table", "member", "clerk", "coordinator", "requester", "approver", "advisor",
    "analyst", "auditor",
)  # fmt: skip


@dataclass(frozen=True)
class Route:
    """A named route; `parameter` names the object its single argument points at, empty when it takes none."""

    name: str
    pattern: URLPattern


def routes() -> dict[str, Route]:
    """Every named route of the product, those of the accounts' library apart (it has its own tests)."""
    found = {pattern.name: Route(pattern.name, pattern) for pattern in _walk(get_resolver()) if pattern.name}
    return {name: route for name, route in sorted(found.items()) if not name.startswith(("account_", "mfa_"))}


def _walk(resolver: URLResolver) -> list[URLPattern]:
    found = []
    for pattern in resolver.url_patterns:
        found.extend(_walk(pattern) if isinstance(pattern, URLResolver) else [pattern])
    return found


def build() -> SimpleNamespace:
    """The two sides, each walked to its last step once, with one file waiting at each step before."""
    world = factories.world()
    world.objects = {}
    for side_name, where in zip(SIDES, (world.here, world.there), strict=True):
        world.objects[side_name] = _journey(world, where)
    return world


def _journey(world: SimpleNamespace, where: factories.Side) -> dict[str, Any]:
    call = factories.open_call(world, where)
    draft = factories.draft_application(call, where, requested_cents=1_000)
    sent = factories.sent_application(call, where, requested_cents=1_000)
    recommended = factories.recommended_application(call, where, requested_cents=1_000)
    decided = factories.recommended_application(call, where, requested_cents=1_000)
    resolution = factories.resolution(call, where, decided, number=f"{where.region.code}-1")
    decided.refresh_from_db()
    grant = factories.paid_grant(call, where, requested_cents=2_000)
    report = grants.save_report(
        actor=where.coordinator, grant=grant, activities="Fait.", people_reached=10, spent_cents=1_500
    )
    grants.send_report(actor=where.coordinator, report=report)
    unpaid = factories.signed_grant(call, where, requested_cents=2_000)
    payment = factories.requested_payment(unpaid, where, 1_000)
    split = call.alliance.envelope.scenarios.get()
    return {
        "organisation": where.organisation,
        "territory": where.region,
        "envelope": call.alliance.envelope,
        "scenario": split,
        "alliance": call.alliance,
        "local_plan": call.priorities.get().local_plan,
        "priority": call.priorities.get(),
        "call": call,
        "draft": draft,
        "sent": sent,
        "recommended": recommended,
        "decided": decided.decision,
        "resolution": resolution,
        "grant": grant,
        "unpaid": unpaid,
        "payment": payment,
        "paid_payment": grant.payments.get(),
        "report": report,
        "published": {
            "plan": world.plan,
            "measure": world.measure,
            "goal": world.goal,
            "article": world.article,
        },
    }


def address(route_name: str, target: str, objects: dict[str, Any]) -> str:
    """The address of a route, given what the table of access says its argument is (« draft », « call »…)."""
    if not target:
        return reverse(route_name)
    if target == "spent_secret":  # a link that serves no more
        return reverse(route_name, args=["lien-inconnu"])
    if target == "step":  # the route takes a draft and the name of one of its pages
        return reverse(route_name, args=[objects["draft"].pk, "projet"])
    thing = objects["published"].get(target) or objects[target]
    keys = {"plan": "code", "measure": "code", "goal": "number", "article": "number", "territory": "code"}
    return reverse(route_name, args=[getattr(thing, keys.get(target, "pk"))])

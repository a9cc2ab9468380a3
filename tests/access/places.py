"""One object of each kind in one's own territory and in another, and the routes that lead to them."""

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests import factories
from tests.files import samples
from tests.support import amending, shared

from alliances.domain.applications import actions as applications
from alliances.domain.applications import attachments
from alliances.domain.applications.models import AttachmentKind
from alliances.domain.bodies import actions as bodies
from alliances.domain.bodies.models import BodyKind
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import MovementKind
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import ReportKind
from alliances.domain.grants.queries import terms_of
from alliances.domain.ledger.models import Transfer
from alliances.domain.openings.models import Opening
from alliances.domain.openings.sheets import SHEETS
from alliances.domain.people import invitations, registration
from alliances.domain.people.roles import Role
from alliances.domain.strategy.models import Spokesperson

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
    factories.spokesperson(world, world.here.officer)
    voices = {
        "spokesperson": Spokesperson.objects.get(),
        "opinion": factories.published_opinion(world),
        "draft_opinion": factories.draft_opinion(world),
    }
    for side_name, where in zip(SIDES, (world.here, world.there), strict=True):
        world.objects[side_name] = {**_journey(world, where), **voices}
    return world


WORLD = shared.World("places", build)


def _journey(world: SimpleNamespace, where: factories.Side) -> dict[str, Any]:
    call = factories.open_call(world, where)
    draft = factories.draft_application(call, where, requested_cents=1_000)
    sent = factories.sent_application(call, where, requested_cents=1_000)
    reopened = factories.sent_application(call, where, requested_cents=1_000)
    applications.ask_correction(
        actor=where.manager, application=reopened, pages=["budget"], reason="Précisez le loyer."
    )
    recommended = factories.recommended_application(call, where, requested_cents=1_000)
    decided = factories.recommended_application(call, where, requested_cents=1_000)
    resolution = factories.resolution(call, where, decided, number=f"{where.region.code}-1")
    decided.refresh_from_db()
    grant = factories.paid_grant(call, where, requested_cents=2_000)
    report = grants.save_report(
        actor=where.coordinator, grant=grant, activities="Fait.", people_reached=10, spent_cents=1_500
    )
    grants.send_report(actor=where.coordinator, report=report)
    unpaid = factories.signed_grant(call, where, requested_cents=2_000, parts=(1_000, 1_000))
    payment = factories.requested_payment(unpaid, where, 1_000)
    interim = factories.signed_grant(call, where, requested_cents=2_000, parts=(1_000, 1_000))
    factories.pay_next(interim, where)
    factories.report(interim, where, kind=ReportKind.INTERIM, spent_cents=500)
    amended = factories.signed_grant(call, where, requested_cents=2_000)
    terms = terms_of(amended)
    more = {**terms["instalments"][0], "amount_cents": 2_100}
    amendment = grants.propose_amendment(
        actor=where.manager,
        grant=amended,
        after=amending.balanced({**terms, "amount_cents": 2_100, "instalments": [more]}),
        reason="Essai.",
    )
    on_paper = amending.amended_on_paper(call, where, samples.pdf(f"avenant {where.region.code}"))
    asked_amendment = amending.asked_amendment(
        factories.signed_grant(call, where, requested_cents=2_000), where
    )
    council = factories.sitting(where, BodyKind.ELECTED_COUNCIL).body
    planned = bodies.plan_sitting(
        actor=where.clerk, body=council, held_on=timezone.localdate(), place="Salle", is_special=True
    )
    asked_back = factories.reported_grant(call, where, spent_cents=1_000, requested_cents=2_000)
    recovery = factories.open_recovery(asked_back, where, 500)
    offer = factories.offered_grant(call, where, requested_cents=2_000)
    split = call.alliance.envelope.scenarios.get()
    with_document = factories.draft_application(call, where, requested_cents=1_000)
    attached = attachments.attach(
        actor=where.coordinator,
        application=with_document,
        name="lettre.pdf",
        content=samples.pdf(where.region.code),
        kind=AttachmentKind.LETTERS_PATENT,
    )
    applications.send(actor=where.coordinator, application=with_document)
    asked = registration.ask_to_join(
        actor=factories.account(f"camille.{where.region.code}"), organisation=where.organisation
    )
    invited, _no_link_yet = invitations.invite(
        actor=where.manager,
        email=f"invitee.{where.region.code}@exemple.test",
        full_name=f"Invitée {where.region.code}",
        role=Role.PAYMENT_APPROVER,
        perimeter=where.region,
    )
    return {
        "invitation": invited,
        "attachment": attached,
        "file": attached.file,
        "join_request": asked,
        "organisation": where.organisation,
        "territory": where.region,
        "envelope": call.alliance.envelope,
        "ledger_account": call.alliance.envelope.account,
        "entry": Transfer.objects.get(
            destination=call.alliance.envelope.account, document__startswith="movement:"
        ),
        "scenario": split,
        "criteria_file": envelopes.keep_criteria(
            actor=where.officer,
            envelope=call.alliance.envelope,
            name="criteres.csv",
            source="Essai.",
            sha256="0" * 64,
            columns=["Familles"],
            figures={where.mrcs[0].code: [Decimal(1)]},
        ),
        "movement": envelopes.propose_movement(
            actor=where.officer,
            kind=MovementKind.RETURN,
            fund=call.alliance.envelope.fund,
            lines=[envelopes.Line(call.envelope, call.alliance.envelope, 1)],
            reason="Essai.",
        ),
        "alliance": call.alliance,
        "opening": Opening.objects.create(
            alliance=call.alliance,
            as_of=timezone.localdate(),
            file_name="reprise.xlsx",
            file_digest="0" * 64,
            rows={sheet.code: [] for sheet in SHEETS},
            created_by=where.manager,
        ),
        "local_plan": call.priorities.get().local_plan,
        "priority": call.priorities.get(),
        "record": call.priorities.get().records.get(),
        "call": call,
        "draft": draft,
        "sent": sent,
        "reopened": reopened,
        "recommended": recommended,
        "decided": decided.decision,
        "resolution": resolution,
        "grant": grant,
        "unpaid": unpaid,
        "interim": interim,
        "amendment": amendment,
        "paper": on_paper.paper,
        "amendment_request": asked_amendment,
        "offer": offer,
        "recovery": recovery,
        "instalment": unpaid.instalments.get(rank=2),
        "payment": payment,
        "paid_payment": grant.payments.get(),
        "report": report,
        "accepted_report": asked_back.reports.get(),
        "notice": where.manager.notices.get(subject_id=sent.pk, event="application_received"),
        "body": council,
        "seat": council.seats.all()[0],
        "sitting": planned,
        "published": {
            "plan": world.plan,
            "measure": world.measure,
            "goal": world.goal,
            "article": world.article,
            "fund": world.fund,
            "fiscal_year": Transfer.objects.latest("pk").fiscal_year,
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
    if target == "list":  # the route takes a thing of the journey and the name of one of its lists
        return reverse(route_name, args=["alliance", objects["alliance"].pk, "aides"])
    thing = objects["published"].get(target) or objects[target]
    keys = {"plan": "code", "measure": "code", "goal": "number", "article": "number", "territory": "code"}
    return reverse(route_name, args=[getattr(thing, keys.get(target, "pk"))])

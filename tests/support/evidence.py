"""A bit of each evidence: decisions, agreements, payments, reports, recoveries, movements, an opening."""

from types import SimpleNamespace

from django.utils import timezone
from tests import factories
from tests.openings.test_openings import adopted
from tests.support import amending

from alliances.domain.applications import actions as applications
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import MovementKind
from alliances.domain.grants import actions as grants


def build() -> SimpleNamespace:
    """`world` is sound: `./run verify` has nothing to say of it."""
    world = factories.world()
    here = world.here
    envelopes.share_among_years(
        actor=here.officer, envelope=world.envelope, years={2025: 40_000, 2026: 60_000}
    )
    call = factories.open_call(world)
    world.reported = factories.reported_grant(call, here, spent_cents=5_000)
    grants.receive_recovery(
        actor=here.requester, recovery=factories.open_recovery(world.reported, here, 5_000),
        received_on=timezone.localdate(), reference="R-1",
    )  # fmt: skip
    world.amended = amending.proposed_amendment(
        factories.signed_grant(call, here, requested_cents=2_000), here
    )
    grants.accept_amendment(actor=here.coordinator, amendment=world.amended)
    amending.asked_amendment(world.amended.grant, here, ends_on="2028-06-30")
    refused = factories.requested_payment(world.amended.grant, here, 2_000)
    grants.refuse_payment(actor=here.approver, payment=refused, reason="Pièce manquante.")
    declined = factories.offered_grant(call, here, requested_cents=1_000)
    grants.decline_offer(actor=here.coordinator, grant=declined, reason="Le projet change.")
    sent = factories.sent_application(call, here, requested_cents=500)
    applications.ask_correction(actor=here.manager, application=sent, pages=["besoin"], reason="Précisez.")
    applications.send(actor=here.coordinator, application=sent)
    _move(world)
    adopted(SimpleNamespace(here=world.there), factories.signed_alliance(world, world.there))
    return world


def _move(world: SimpleNamespace) -> None:
    parts = world.envelope.children.order_by("-account__balance_cents")
    lines = [Line(parts[0], parts[1], 50)]
    movement = envelopes.propose_movement(
        actor=world.here.officer, kind=MovementKind.TRANSFER, fund=world.fund, lines=lines, reason="Essai"
    )
    envelopes.approve(actor=world.here.second_officer, movement=movement)
    envelopes.propose_movement(
        actor=world.here.officer, kind=MovementKind.TRANSFER, fund=world.fund, lines=lines, reason="Proposé"
    )

"""The envelopes made from another: one for a territory and a component, opened once."""

from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.ledger.actions import open_account
from alliances.domain.ledger.models import Stage
from alliances.domain.people.models import Account
from alliances.domain.territories.models import Territory


def part_of(parent: Envelope, territory: Territory, component: Component, actor: Account) -> Envelope:
    """The part of `parent` for `territory`: the one that was opened before, else a new one, empty."""
    known = parent.children.filter(territory=territory, component=component).first()
    if known:
        return known
    name = f"{parent.name} – {territory.name} – {component.label}"
    return Envelope.objects.create(
        fund=parent.fund,
        measure=parent.measure,
        parent=parent,
        name=name,
        territory=territory,
        component=component,
        first_year=parent.first_year,
        last_year=parent.last_year,
        account=open_account(book=parent.fund.book, stage=Stage.AVAILABLE, label=name),
        created_by=actor,
    )

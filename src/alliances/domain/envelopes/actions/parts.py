"""Opening an envelope inside another: by a split that was adopted, or empty, ahead of the money."""

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.ledger.actions import open_account
from alliances.domain.ledger.models import Stage
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Territory


@transaction.atomic
def open_part(
    *, actor: Account, parent: Envelope, territory: Territory, component: Component, name: str
) -> Envelope:
    """An empty envelope made from `parent`, at any depth: it holds nothing until a movement, signed by two people,
    reaches it. Several may stand in one territory, by their names: two mandataires, two local tables.
    """
    require(may_in_territory(actor, Permission.SPLIT_ENVELOPE, parent.territory), error=NotPermitted)
    if not parent.territory.contains(territory):
        raise Refused(_("Ce territoire n’est pas dans celui de l’enveloppe."))
    if parent.children.filter(territory=territory, component=component, name=name).exists():
        raise Refused(_("Une enveloppe de ce nom existe déjà pour ce territoire et ce volet."))
    return make_part(parent, territory, component, name, actor)


def make_part(
    parent: Envelope, territory: Territory, component: Component, name: str, actor: Account
) -> Envelope:
    """The row and its account: the fund, the measure and the years of `parent`."""
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

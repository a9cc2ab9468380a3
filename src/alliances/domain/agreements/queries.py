"""What an Alliance's envelopes received, and the rules that apply in a territory, in the order of what people ask."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from alliances.domain.agreements.models import Alliance, PublishedRule, Topic
from alliances.domain.envelopes.models import Envelope
from alliances.domain.ledger.models import Transfer, TransferKind
from alliances.domain.territories.models import Territory


def received_by_envelope(alliance: Alliance) -> list[tuple[Envelope, int]]:
    """The parts of the Alliance's envelope with the cents allocated to each; the whole when it is not split yet."""
    allocated = (
        Transfer.objects.filter(destination=OuterRef("account"), kind=TransferKind.ALLOCATION)
        .order_by()
        .values("destination")
        .annotate(total=Sum("amount_cents"))
        .values("total")
    )
    family = Envelope.objects.filter(parent=alliance.envelope_id).select_related("territory")
    parts = family.annotate(received=Coalesce(Subquery(allocated), 0)).order_by(
        "component", "territory__sort_key"
    )
    found: list[tuple[Envelope, int]] = [(part, part.received) for part in parts]
    return found or [(alliance.envelope, received_cents(alliance.envelope))]


def received_cents(envelope: Envelope) -> int:
    """All that was allocated to an envelope, in cents, whatever it handed down since."""
    allocated = envelope.account.incoming.filter(kind=TransferKind.ALLOCATION)
    return allocated.aggregate(total=Sum("amount_cents"))["total"] or 0


@dataclass(frozen=True)
class TopicRules:
    """What is published on one topic, the nearest territory first; `holes` say what was looked for in vain."""

    topic: Topic
    rules: list[PublishedRule]
    holes: list[PublishedRule]


def published_rules(territory: Territory) -> list[TopicRules]:
    """Every topic, those on which nothing was found included: the territory's own rules, those of the places above,
    then those of the places below, each with its name. One query.
    """
    around = PublishedRule.objects.filter(territory__path__in=territory.lineage_paths()) | (
        PublishedRule.objects.filter(territory__path__startswith=territory.path)
    )
    found: dict[str, list[PublishedRule]] = defaultdict(list)
    rules = around.select_related("territory").order_by("territory__sort_key", "rank")
    for rule in sorted(rules, key=lambda rule: _distance(rule.territory, territory)):
        found[rule.topic].append(rule)
    return [
        TopicRules(
            topic,
            rules=[rule for rule in found[topic] if rule.statement],
            holes=[rule for rule in found[topic] if not rule.statement],
        )
        for topic in Topic
    ]


def _distance(place: Territory, reader: Territory) -> tuple[int, int]:
    """The place itself, then those above from the nearest, then those below."""
    if place.pk == reader.pk:
        return 0, 0
    above = reader.path.startswith(place.path)
    return (1, -len(place.path)) if above else (2, 0)

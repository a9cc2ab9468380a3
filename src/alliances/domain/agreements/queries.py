"""What an Alliance's envelopes received, and the rules that apply in a territory, in the order of what people ask."""

from collections import defaultdict
from dataclasses import dataclass

from alliances.domain.agreements.models import Alliance, PublishedRule, Topic
from alliances.domain.envelopes.models import Envelope
from alliances.domain.envelopes.money import received_of
from alliances.domain.territories.models import Territory


def received_by_envelope(alliance: Alliance) -> list[tuple[Envelope, int]]:
    """The parts of the Alliance's envelope with the cents each received; the whole when it is not split yet."""
    family = Envelope.objects.filter(parent=alliance.envelope_id).select_related("territory")
    parts = list(family.order_by("component", "territory__sort_key")) or [alliance.envelope]
    received = received_of(parts)
    return [(part, received[part.pk]) for part in parts]


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

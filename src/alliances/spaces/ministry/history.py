"""What happened to a split and to an envelope, oldest first, for the foot of their pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.common.models import TransitionRecord
from alliances.domain.envelopes.models import Envelope, Movement, Scenario, Signature
from alliances.domain.people.models import Person
from alliances.spaces.history import events_of
from alliances.spaces.ministry import labels
from alliances.ui.history import Event


def of_scenario(scenario: Scenario) -> list[Event]:
    """Kept, signed twice, or set aside with its reason. Two queries."""
    return _in_order(_of_scenarios([scenario], {scenario.pk: ""}))


def of_envelope(envelope: Envelope) -> list[Event]:
    """Its creation, what became of each of its splits, and the signature of its Alliance. Five queries at most."""
    what = _("Enveloppe issue d’une répartition") if envelope.parent_id else _("Enveloppe créée")
    created = _event(envelope.created_at, what, envelope.created_by.person)
    scenarios = list(envelope.scenarios.select_related("created_by__person"))
    titles = {scenario.pk: scenario.title for scenario in scenarios}
    alliance = Alliance.objects.filter(envelope=envelope).first()
    signed = events_of(alliance, {"sign": _("Alliance signée")}) if alliance else []
    return _in_order([created, *_of_scenarios(scenarios, titles), *signed])


def of_movement(movement: Movement) -> list[Event]:
    """Its proposal, then what the second person did. One query."""
    proposed = _event(movement.proposed_at, _("Signé et proposé"), movement.proposed_person)
    return [proposed, *events_of(movement, labels.MOVEMENT_PASSAGES)]


def _of_scenarios(scenarios: Sequence[Scenario], titles: dict[int, str]) -> Iterator[Event]:
    """`titles` names each split among others; an empty title adds nothing."""
    for scenario in scenarios:
        kept = _named(_("Simulation gardée"), titles[scenario.pk])
        yield _event(scenario.created_at, kept, scenario.created_by.person)
    yield from _signatures(titles)
    yield from _set_aside(titles)


def _signatures(titles: dict[int, str]) -> Iterator[Event]:
    found = Signature.objects.filter(scenario__in=titles).select_related("person").order_by("signed_at", "pk")
    met: set[int] = set()
    for signature in found:
        second = signature.scenario_id in met
        met.add(signature.scenario_id)
        what = _("Répartition signée et adoptée") if second else _("Répartition signée et proposée")
        yield _event(signature.signed_at, _named(what, titles[signature.scenario_id]), signature.person)


def _set_aside(titles: dict[int, str]) -> Iterator[Event]:
    words = {
        "discard": _("Simulation écartée"),
        "refuse": _("Proposition refusée"),
        "replace": _("Remplacée par sa correction"),
    }
    records = TransitionRecord.objects.filter(
        subject_type=Scenario._meta.label_lower, subject_id__in=titles, name__in=words
    )
    for record in records.select_related("actor__person"):
        what = _named(words[record.name], titles[record.subject_id])
        yield _event(record.at, what, record.actor.person, record.reason)


def _event(at: datetime, what: str, person: Person, reason: str = "") -> Event:
    return Event(at, what, person.full_name, reason, fictitious=person.is_fictitious)


def _named(what: str, title: str) -> str:
    return f"{what} – {title}" if title else what


def _in_order(events: Sequence[Event] | Iterator[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.at)

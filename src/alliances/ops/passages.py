"""Every state was reached step by step: the records of passages, the tables of transitions and the kept versions agree.

Each row walks from its first state along arrows of its table, without a gap, to the state it shows; each of its
versions that changed the state has its passage, at its time, by whom the row names.
"""

# ruff: noqa: S608 - queries made of our own constants, nothing that anybody typed

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.common.checked import Checked
from alliances.domain.common.models import TransitionRecord
from alliances.domain.openings.actions import TRANSITIONS as OPENING_TRANSITIONS
from alliances.domain.openings.models import OpeningState
from alliances.ops.histories import event_table, named
from alliances.ops.states import MACHINES, Machine

WALKED = (*MACHINES, Machine("Opening", OpeningState, OPENING_TRANSITIONS))
# Acts that record the birth of a row, and the state it is born in. Such a row always has this record.
BIRTHS = {
    "grants.grant": {"offer": "offered"},
    "grants.payment": {"request": "requested"},
    "grants.recovery": {"open": "open"},
    "grants.amendment": {"propose": "proposed", "ask_resolution": "to_authorise"},
    "grants.amendmentrequest": {"ask": "asked"},
    "envelopes.movement": {"propose": "proposed"},
}
# An opening signed by two people brings rows that had their life elsewhere, each in one state, without a passage.
BROUGHT_CALLS = """
    SELECT call.id FROM calls_call call JOIN openings_opening opening
        ON opening.alliance_id = call.alliance_id AND opening.state = 'adopted'
    WHERE call.state = 'closed' AND NOT EXISTS (
        SELECT 1 FROM common_transitionrecord WHERE subject_type = 'calls.call' AND subject_id = call.id)
"""
BROUGHT_FILES = f"SELECT id FROM applications_application WHERE call_id IN ({BROUGHT_CALLS})"
BROUGHT_GRANTS = f"""
    SELECT agreement.id FROM grants_grant agreement JOIN review_decision decision ON decision.id = agreement.decision_id
    WHERE decision.application_id IN ({BROUGHT_FILES})
"""
BROUGHT = {
    "calls.call": ("closed", BROUGHT_CALLS),
    "applications.application": ("granted", BROUGHT_FILES),
    "grants.grant": ("signed", BROUGHT_GRANTS),
    "grants.payment": (
        "paid",
        f"SELECT id FROM grants_payment WHERE reference LIKE 'REPRISE-%' AND grant_id IN ({BROUGHT_GRANTS})",
    ),
    "grants.report": (
        "accepted",
        f"SELECT id FROM grants_report WHERE kind = 'interim' AND rank = 1 AND grant_id IN ({BROUGHT_GRANTS})",
    ),
    "participation.localplan": (
        "adopted",
        """
        SELECT plan.id FROM participation_localplan plan JOIN openings_opening opening
            ON opening.alliance_id = plan.alliance_id AND opening.state = 'adopted'
        """,
    ),
}


class Said(NamedTuple):
    """A column that names who took one of these steps (the account’s `id` or its `person_id`), one that says when."""

    label: str
    names: tuple[str, ...]
    who: str
    whose: str
    moment: str


# Where a row itself says who took a step or when, it says what the record of that step says.
SAID = (
    Said("grants.payment", ("request",), "requested_by_id", "person_id", "requested_at"),
    Said("grants.payment", ("approve", "refuse"), "approved_by_id", "person_id", "approved_at"),
    Said("grants.grant", ("offer",), "offered_by_id", "id", ""),
    Said("grants.grant", ("accept",), "signed_by_id", "id", ""),
    Said("grants.recovery", ("open",), "opened_by_id", "id", "opened_at"),
    Said("grants.amendment", ("propose", "ask_resolution"), "proposed_by_id", "id", "proposed_at"),
    Said("grants.amendment", ("accept", "decline"), "answered_by_id", "id", "answered_at"),
    Said("grants.amendmentrequest", ("ask",), "asked_by_id", "id", "asked_at"),
    Said("grants.report", ("send",), "", "", "sent_at"),
    Said("grants.report", ("accept",), "", "", "accepted_at"),
    Said("applications.application", ("send",), "", "", "sent_at"),
    Said("envelopes.movement", ("propose",), "proposed_by_id", "id", "proposed_at"),
    Said("envelopes.movement", ("propose",), "proposed_person_id", "person_id", ""),
    Said("envelopes.movement", ("approve", "announce"), "approved_by_id", "id", "approved_at"),
    Said("envelopes.movement", ("approve", "announce"), "approved_person_id", "person_id", ""),
    Said("envelopes.movement", ("approve", "carry_out"), "", "", "done_at"),
    Said("envelopes.scenario", ("adopt",), "", "", "adopted_at"),
    Said("openings.opening", ("adopt",), "", "", "adopted_at"),
)
SIGNED = (("envelopes.scenario", "envelopes_signature", "scenario_id"),
          ("openings.opening", "openings_openingsignature", "opening_id"))  # fmt: skip
TOLERANCE = "interval '1 hour'"
"""Clocks of two machines, and a long transaction, lie within it."""

DEMONSTRATION = "EXISTS (SELECT 1 FROM ledger_book WHERE is_fictitious)"
"""The story of the demonstration is told on days before the one when it is written."""

SENTENCES = {
    "gone": gettext_lazy("%(what)s : cet objet n’est plus dans la base, ses passages d’état y sont encore."),
    "step": gettext_lazy("%(what)s : le passage « %(name)s » n’est pas une étape permise (passage nᵒ %(record)s)."),
    "gap": gettext_lazy("%(what)s : il manque un passage d’état avant « %(name)s » (passage nᵒ %(record)s)."),
    "order": gettext_lazy("%(what)s : le passage « %(name)s » (nᵒ %(record)s) est daté d’avant le précédent."),
    "state": gettext_lazy("%(what)s : son état n’est pas celui de son dernier passage, « %(name)s »."),
    "none": gettext_lazy("%(what)s : aucun passage n’a mené à son état."),
    "unrecorded": gettext_lazy("%(what)s : son état a changé sans qu’un passage le dise, ou le passage est retiré."),
    "unkept": gettext_lazy("%(what)s : le passage « %(name)s » n’a pas changé son état, ou sa version est retirée."),
    "time": gettext_lazy("%(what)s : le passage « %(name)s » n’est pas daté du jour où l’état a changé."),
    "actor": gettext_lazy("%(what)s : la personne qu’il nomme (%(name)s) n’est pas celle du passage."),
    "moment": gettext_lazy("%(what)s : sa date (%(name)s) n’est pas celle du passage."),
    "signature": gettext_lazy("%(what)s : ses signatures ne sont pas celles des personnes qui ont fait ses passages."),
    "brought": gettext_lazy("%(what)s : elle a apporté %(record)s dossiers, %(name)s en viennent aujourd’hui."),
}  # fmt: skip


@dataclass(frozen=True)
class Walker:
    """A machine with its table in the database."""

    machine: Machine
    model: type[models.Model]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def start(self) -> str:
        return str(_state(self.model).default)

    @property
    def brought(self) -> tuple[str, str]:
        """The state in which an opening brings such rows, and which they are."""
        return BROUGHT.get(self.label, ("", "SELECT NULL::bigint"))


def walkers() -> list[Walker]:
    """The model of each machine is the one whose `state` has its states."""
    by_states = {
        tuple(_state(model).choices or ()): model
        for model in apps.get_models()
        if model.__module__.startswith("alliances.")
        and _state(model)
        and not hasattr(model, "pgh_tracked_model")
    }
    return [Walker(machine, by_states[tuple(machine.states.choices)]) for machine in WALKED]


def _state(model: type[models.Model]) -> Any:
    return next((field for field in model._meta.fields if field.name == "state"), None)


def check_passages() -> Checked:
    """One walk for each row that has a state."""
    found: list[str] = []
    for walker in walkers():
        for query in (_walk(walker), *_kept(walker)):
            found += _findings(walker.model, query)
    for said in SAID:
        for query in _said(said):
            found += _findings(apps.get_model(said.label), query)
    for label, table, column in SIGNED:
        found += _findings(apps.get_model(label), _signatures(label, table, column))
    found += _findings(apps.get_model("openings.opening"), BROUGHT_IN_NUMBER)
    return Checked(_("passages d’état"), TransitionRecord.objects.count(), tuple(found))


def _findings(model: type[models.Model], query: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        for key, problem, name, record in cursor.fetchall():
            yield str(SENTENCES[problem]) % {"what": named(model, key), "name": name, "record": record}


def _walk(walker: Walker) -> str:
    """Rows whose passages are not one unbroken walk from a first state to the present one."""
    births = BIRTHS.get(walker.label, {})
    steps = {(step.name, step.source, step.target) for step in walker.machine.table}
    steps |= {(name, "", state) for name, state in births.items()}
    state, brought = walker.brought
    return f"""
        WITH steps (name, source, target) AS (VALUES {_values(steps)}), brought (id) AS ({brought}), walk AS (
            SELECT id, subject_id, name, source, target, at, lag(target) OVER one AS before,
                lag(at) OVER one AS earlier, lead(id) OVER one IS NULL AS is_last
            FROM common_transitionrecord WHERE subject_type = '{walker.label}'
            WINDOW one AS (PARTITION BY subject_id ORDER BY id)
        ), starts AS (
            SELECT subject.id, subject.state, CASE WHEN brought.id IS NOT NULL THEN '{state}'
                ELSE '{"" if births else walker.start}' END AS start
            FROM {walker.model._meta.db_table} subject LEFT JOIN brought ON brought.id = subject.id
        )
        SELECT coalesce(starts.id, walk.subject_id), problem, coalesce(walk.name, ''), coalesce(walk.id, 0)
        FROM starts FULL JOIN walk ON walk.subject_id = starts.id, LATERAL (SELECT CASE
            WHEN starts.id IS NULL THEN 'gone'
            WHEN walk.id IS NULL THEN CASE WHEN starts.state <> starts.start THEN 'none' END
            WHEN (walk.name, walk.source, walk.target) NOT IN (SELECT * FROM steps) THEN 'step'
            WHEN walk.source <> coalesce(walk.before, starts.start) THEN 'gap'
            WHEN walk.at < walk.earlier THEN 'order'
            WHEN walk.is_last AND walk.target <> starts.state THEN 'state'
        END AS problem) judged WHERE problem IS NOT NULL ORDER BY 1, walk.id
    """


def _kept(walker: Walker) -> Iterator[str]:
    """Rows whose kept versions and passages do not tell the same changes of state."""
    state, brought = walker.brought
    if not (events := event_table(walker.model)):
        return
    yield f"""
        WITH brought (id) AS ({brought}), versions AS (
            SELECT pgh_obj_id AS subject_id, state, pgh_created_at AS at, pgh_id,
                lag(state) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS before FROM {events}
        ), changes AS (
            SELECT *, row_number() OVER (PARTITION BY subject_id ORDER BY pgh_id) AS rank FROM versions
            WHERE state <> before AND NOT (
                before = '{walker.start}' AND state = '{state}' AND subject_id IN (SELECT id FROM brought))
        ), passages AS (
            SELECT *, row_number() OVER (PARTITION BY subject_id ORDER BY id) AS rank FROM common_transitionrecord
            WHERE subject_type = '{walker.label}' AND source NOT IN ('', target)
        )
        SELECT coalesce(changes.subject_id, passages.subject_id), problem, coalesce(name, ''), coalesce(id, 0)
        FROM changes FULL JOIN passages USING (subject_id, rank), LATERAL (SELECT CASE
            WHEN passages.id IS NULL THEN 'unrecorded'
            WHEN changes.pgh_id IS NULL OR (before, state) <> (source, target) THEN 'unkept'
            WHEN passages.at > changes.at + {TOLERANCE}
                OR (passages.at < changes.at - {TOLERANCE} AND NOT {DEMONSTRATION}) THEN 'time'
        END AS problem) judged WHERE problem IS NOT NULL ORDER BY 1, rank
    """


def _said(said: Said) -> Iterator[str]:
    listed = ", ".join(f"'{name}'" for name in said.names)
    last = f"""
        FROM (
            SELECT DISTINCT ON (subject_id) * FROM common_transitionrecord
            WHERE subject_type = '{said.label}' AND name IN ({listed}) ORDER BY subject_id, id DESC
        ) passage JOIN {apps.get_model(said.label)._meta.db_table} subject ON subject.id = passage.subject_id
    """
    if said.who:
        yield f"""
            SELECT subject.id, 'actor', '{said.who.removesuffix("_id")}', passage.id {last}
            JOIN people_account actor ON actor.id = passage.actor_id
            WHERE subject.{said.who} IS NOT NULL AND subject.{said.who} <> actor.{said.whose} ORDER BY 1
        """
    if said.moment:
        moment = f"subject.{said.moment}"
        yield f"""
            SELECT subject.id, 'moment', '{said.moment}', passage.id {last}
            WHERE greatest({moment}, passage.at) - least({moment}, passage.at) > {TOLERANCE} ORDER BY 1
        """


def _signatures(label: str, table: str, column: str) -> str:
    """Those who proposed and adopted are those who signed, each at that time."""
    return f"""
        SELECT DISTINCT coalesce(signature.{column}, passage.subject_id), 'signature', '', 0
        FROM {table} signature FULL JOIN (
            SELECT subject_id, actor_id, at FROM common_transitionrecord
            WHERE subject_type = '{label}' AND name IN ('propose', 'adopt')
        ) passage ON passage.subject_id = signature.{column} AND passage.actor_id = signature.account_id
            AND greatest(passage.at, signature.signed_at) - least(passage.at, signature.signed_at) < {TOLERANCE}
        WHERE signature.id IS NULL OR passage.actor_id IS NULL ORDER BY 1
    """


BROUGHT_IN_NUMBER = f"""
    SELECT opening.id, 'brought', count(application.id), jsonb_array_length(opening.rows -> 'grants')
    FROM openings_opening opening LEFT JOIN calls_call call
        ON call.alliance_id = opening.alliance_id AND call.id IN ({BROUGHT_CALLS})
    LEFT JOIN applications_application application ON application.call_id = call.id
    WHERE opening.state = 'adopted' GROUP BY opening.id
    HAVING count(application.id) <> jsonb_array_length(opening.rows -> 'grants') ORDER BY 1
"""


def _values(steps: set[tuple[str, str, str]]) -> str:
    return ", ".join("('{}', '{}', '{}')".format(*step) for step in sorted(steps))

"""Asking for a whole grid of weightings, and running it in the job worker with its progress."""

import time
from dataclasses import asdict
from importlib.util import find_spec

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes.methods import Method, method_of
from alliances.domain.envelopes.models import Exploration, ExplorationEngine, ExplorationState, Scenario
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.engine.allocation.exploration import Explored, Told, explore, finest, size_of
from alliances.engine.allocation.parsing import criteria_problem
from alliances.engine.allocation.reader import Reader

GRIDS = (100, 50, 20, 10, 5, 4, 3, 2)  # steps of 1, 2, 5, 10, 20, 25, 33 and 50 %
MOST_AT_ONCE = 1_000_000  # weightings, where arrays are there: some seconds
MOST_ONE_BY_ONE = 1_000_000  # weightings times territories, without them: a minute or so
BETWEEN_WORDS = 0.5  # seconds between two notes of progress
TASK = "envelopes.explore"
S = ExplorationState


def engine_here() -> ExplorationEngine:
    """The fastest engine that is installed."""
    if find_spec("numpy") is None:
        return ExplorationEngine.EXACT
    return ExplorationEngine.ARRAYS if find_spec("numba") is None else ExplorationEngine.COMPILED


def grid_for(scenario: Scenario, engine: ExplorationEngine) -> int | None:
    """The finest grid that `engine` runs in reasonable time; None when there are not two criteria to weigh."""
    problem = scenario.problem
    if method_of(problem) is not Method.CRITERIA or scenario.result.get("status") != "ok":
        return None
    most = MOST_AT_ONCE
    if engine == ExplorationEngine.EXACT:
        most = MOST_ONE_BY_ONE // max(1, len(problem["territories"]))
    return finest(len(problem["criteria"]), GRIDS, most)


@transaction.atomic
def ask_exploration(*, actor: Account, scenario: Scenario) -> Exploration:
    """Queues the grid; one that was cut is asked again. Raises NotPermitted, or Refused without two criteria."""
    territory = scenario.envelope.territory
    require(may_in_territory(actor, Permission.SPLIT_ENVELOPE, territory), error=NotPermitted)
    Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    known = scenario.explorations.exclude(state=S.FAILED).first()
    if known and not known.was_cut:
        return known
    if known:
        _end(known.pk, S.FAILED)
    engine = engine_here()
    grid = grid_for(scenario, engine)
    if grid is None:
        raise Refused(_("Il faut une formule faisable et au moins deux critères pour changer les poids."))
    asked = Exploration.objects.create(
        scenario=scenario,
        engine=engine,
        grid=grid,
        total=size_of(len(scenario.problem["criteria"]), grid),
        asked_by=actor,
    )
    app.configure_task(TASK).defer(exploration_id=asked.pk)
    return asked


def run_exploration(key: int) -> None:
    """Runs a grid that waits, noting its progress; nothing for one that is running or over."""
    started = Exploration.objects.filter(pk=key, state=S.WAITING).update(
        state=S.RUNNING, heard_at=timezone.now()
    )
    if not started:
        return
    row = Exploration.objects.select_related("scenario").get(pk=key)
    try:
        found = _explored(row, _teller(key))
    except Exception:
        _end(key, S.FAILED)
        raise
    result = {
        "answered": found.answered,
        "fates": {fate.code: {k: v for k, v in asdict(fate).items() if k != "code"} for fate in found.fates},
    }
    _end(key, S.DONE, done=found.scenarios, result=result)


def _explored(row: Exploration, told: Told) -> Explored:
    problem = criteria_problem(Reader(row.scenario.problem))
    if row.engine == ExplorationEngine.EXACT:
        return explore(problem, row.grid, told)
    from alliances.engine.bulk import grid  # noqa: PLC0415 - an optional extra

    return grid.explore(problem, row.grid, told)


def _teller(key: int) -> Told:
    """Notes the progress, not more often than a person reads it."""
    last = 0.0

    def told(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= BETWEEN_WORDS:
            last = time.monotonic()
            Exploration.objects.filter(pk=key, state=S.RUNNING).update(done=done, heard_at=timezone.now())

    return told


def _end(key: int, state: ExplorationState, **fields: object) -> None:
    under_way = Exploration.objects.filter(pk=key, state__in=[S.WAITING, S.RUNNING])
    under_way.update(state=state, finished_at=timezone.now(), **fields)

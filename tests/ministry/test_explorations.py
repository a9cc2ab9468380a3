"""The whole grid of weights of a kept split: run apart, followed, kept, and read."""

import html
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories
from tests.ministry.conftest import signed_in

from alliances.domain.envelopes import actions
from alliances.domain.envelopes.actions import explorations
from alliances.domain.envelopes.models import Exploration
from alliances.domain.envelopes.tasks import explore as task

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(world):
    return actions.save_scenario(
        actor=world.here.officer, envelope=world.envelope, title="Essai", local_percent=90,
        problem=factories.problem(world.here),
    )  # fmt: skip


def page(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def url(scenario):
    return reverse("ministry_exploration", args=[scenario.pk])


def test_it_is_asked_run_by_the_worker_kept_and_read(world, kept, as_officer):
    assert "Explorer tous les poids" in page(as_officer.get(url(kept)))
    as_officer.post(url(kept))
    row = kept.explorations.get()
    assert (row.state, row.grid, row.total) == ("waiting", 100, 101)
    job = ProcrastinateJob.objects.get(task_name="envelopes.explore")
    waiting = as_officer.get(url(kept))
    assert "0 sur 101" in page(waiting)
    assert 'data-refresh="2"' in page(waiting)
    assert '<noscript><meta http-equiv="refresh"' in page(waiting)
    task(**job.args)
    row.refresh_from_db()
    assert (row.state, row.done) == ("done", 101)
    read = as_officer.get(url(kept))
    assert "data-refresh" not in page(read)
    # Base alone gives 45 000 each; the population alone 67 500 and 22 500; the split itself is half-way.
    first, second = read.context["told"]
    assert (first.cents, first.least, first.most) == (56_250, 45_000, 67_500)
    assert (second.cents, second.least, second.most) == (33_750, 22_500, 45_000)
    assert (first.rank, first.best_rank, first.worst_rank) == (1, 1, 1)
    assert (second.best_rank, second.worst_rank) == (1, 2), "with the base alone both are first"
    assert [(line.lower, line.higher) for line in (first, second)] == [
        (first.higher, first.lower), (first.lower, first.higher)
    ]  # fmt: skip
    assert "50 % des partages" in page(read)


@pytest.mark.parametrize("missing", ["numpy", "numba"])
def test_without_the_optional_arrays_the_page_says_so_and_the_exact_engine_answers_alike(
    world, kept, as_officer, monkeypatch, missing
):
    here = explorations.find_spec
    absent = {"numpy", "numba"} if missing == "numpy" else {"numba"}
    monkeypatch.setattr(explorations, "find_spec", lambda name: None if name in absent else here(name))
    said = "Le calcul accéléré n’est pas installé" in page(as_officer.get(url(kept)))
    assert said is (missing == "numpy")
    row = actions.ask_exploration(actor=world.here.officer, scenario=kept)
    assert row.engine == ("exact" if missing == "numpy" else "arrays")
    actions.run_exploration(row.pk)
    row.refresh_from_db()
    assert row.result["fates"]["121"]["most"] == 67_500


def test_the_exact_engine_takes_a_coarser_grid(world, kept, monkeypatch):
    monkeypatch.setattr(explorations, "MOST_ONE_BY_ONE", 50)
    assert actions.grid_for(kept, "exact") == 20
    assert actions.grid_for(kept, "compiled") == 100


def test_progress_is_noted_while_it_runs(world, kept, monkeypatch):
    row = actions.ask_exploration(actor=world.here.officer, scenario=kept)
    monkeypatch.setattr(explorations, "BETWEEN_WORDS", 0)
    seen = []

    def slowly(problem, grid, told):
        told(40)
        seen.append(Exploration.objects.get(pk=row.pk).done)
        raise ValueError("cut")

    monkeypatch.setattr(explorations, "explore", slowly)
    Exploration.objects.filter(pk=row.pk).update(engine="exact")
    with pytest.raises(ValueError, match="cut"):
        actions.run_exploration(row.pk)
    row.refresh_from_db()
    assert seen == [40]
    assert row.state == "failed"


def test_a_run_that_was_cut_may_be_asked_again_and_the_late_worker_writes_nothing(world, kept, as_officer):
    row = actions.ask_exploration(actor=world.here.officer, scenario=kept)
    assert actions.ask_exploration(actor=world.here.officer, scenario=kept) == row
    long_ago = timezone.now() - timedelta(minutes=6)
    Exploration.objects.filter(pk=row.pk).update(state="running", heard_at=long_ago)
    assert "interrompu" in page(as_officer.get(url(kept)))
    again = actions.ask_exploration(actor=world.here.officer, scenario=kept)
    assert again != row
    actions.run_exploration(row.pk)
    row.refresh_from_db()
    assert (row.state, row.result) == ("failed", None)


def test_one_grid_at_a_time_says_the_database(world, kept):
    row = actions.ask_exploration(actor=world.here.officer, scenario=kept)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_single_criterion_has_nothing_to_explore(world, as_officer):
    problem = factories.problem(world.here)
    problem["criteria"] = problem["criteria"][:1]
    alone = actions.save_scenario(
        actor=world.here.officer, envelope=world.envelope, title="Seul", local_percent=90, problem=problem
    )
    assert "au moins deux critères" in page(as_officer.get(url(alone)))
    answer = as_officer.post(url(alone), follow=True)
    assert "au moins deux critères" in page(answer)
    assert not alone.explorations.exists()


def test_who_reads_the_split_reads_it_and_only_who_splits_asks(world, kept):
    reader, stranger = signed_in(world.here.manager), signed_in(world.there.officer)
    assert reader.get(url(kept)).status_code == 200
    assert reader.post(url(kept)).status_code == 403
    assert stranger.get(url(kept)).status_code == 404
    assert stranger.post(url(kept)).status_code == 404
    assert not kept.explorations.exists()

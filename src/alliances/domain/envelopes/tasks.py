"""What the job worker does for envelopes: each hour by itself, and the grids of weightings that people ask for."""

from procrastinate.contrib.django import app

from alliances.domain.envelopes.actions import TASK_OF_EXPLORATIONS, carry_out_due, run_exploration


@app.periodic(cron="10 * * * *")
@app.task(name="envelopes.carry_out_due", queueing_lock="envelopes.carry_out_due")
def pool(timestamp: int) -> None:
    """Each hour, so that the first one after midnight does the day's work, and a worker that slept catches up."""
    carry_out_due()


@app.task(name=TASK_OF_EXPLORATIONS)
def explore(exploration_id: int) -> None:
    run_exploration(exploration_id)

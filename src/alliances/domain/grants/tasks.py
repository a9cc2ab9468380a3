"""What the job worker does for grants, without anybody asking."""

from procrastinate.contrib.django import app

from alliances.domain.grants.actions import lapse_unanswered


@app.periodic(cron="20 * * * *")
@app.task(name="grants.lapse_unanswered", queueing_lock="grants.lapse_unanswered")
def lapse(timestamp: int) -> None:
    """Each hour, so that the first one after midnight does the day's work, and a worker that slept catches up."""
    lapse_unanswered()

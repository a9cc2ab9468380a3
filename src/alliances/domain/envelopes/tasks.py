"""What the job worker does for envelopes, without anybody asking."""

from procrastinate.contrib.django import app

from alliances.domain.envelopes.actions import carry_out_due


@app.periodic(cron="10 * * * *")
@app.task(name="envelopes.carry_out_due", queueing_lock="envelopes.carry_out_due")
def pool(timestamp: int) -> None:
    """Each hour, so that the first one after midnight does the day's work, and a worker that slept catches up."""
    carry_out_due()

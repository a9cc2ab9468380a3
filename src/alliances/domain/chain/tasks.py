"""What the job worker does for the evidence, without anybody asking."""

from procrastinate.contrib.django import app

from alliances.domain.chain.evidence import record_evidence


@app.periodic(cron="35 * * * *")
@app.task(name="chain.record_evidence", queueing_lock="chain.record_evidence")
def evidence(timestamp: int) -> None:
    """Each hour, so that the first one after midnight does the day's work, and a worker that slept catches up."""
    record_evidence()

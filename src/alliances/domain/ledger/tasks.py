"""What the job worker does for the ledger, without anybody asking."""

from procrastinate.contrib.django import app

from alliances.domain.ledger.anchoring import record_anchors


@app.periodic(cron="25 * * * *")
@app.task(name="ledger.record_anchors", queueing_lock="ledger.record_anchors")
def anchors(timestamp: int) -> None:
    """Each hour, so that the first one after midnight does the day's work, and a worker that slept catches up."""
    record_anchors()

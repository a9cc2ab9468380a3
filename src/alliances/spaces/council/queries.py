"""What the clerk of a council reads."""

from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet

from alliances.domain.applications.models import Application, ApplicationState, Attachment
from alliances.domain.applications.queries import documents_of_each
from alliances.domain.calls.models import Call
from alliances.domain.grants.models import Report, ReportState
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Resolution


def calls_for(account: Account) -> QuerySet[Call]:
    """The published calls of her territories, with `waiting` files to decide and `adopted` resolutions."""
    territories = account.territories_for(Permission.RECORD_RESOLUTION)
    waiting = Count("applications", filter=Q(applications__state=ApplicationState.RECOMMENDED), distinct=True)
    calls = Call.objects.public().filter(within_any(territories)).with_context()
    return calls.annotate(waiting=waiting, adopted=Count("resolutions", distinct=True))


def call_pages(account: Account) -> QuerySet[Call]:
    """The calls whose decision page one may open: to record, or to read why one does not."""
    territories = [
        *account.territories_for(Permission.RECORD_RESOLUTION),
        *account.territories_for(Permission.READ_TERRITORY),
    ]
    return Call.objects.public().filter(within_any(territories)).with_context()


def accepted_reports(account: Account) -> QuerySet[Report]:
    """What came of the decisions of her council, or of the territories that she reads: the accepted reports alone."""
    reading = within_any(
        account.territories_for(Permission.READ_TERRITORY), "grant__decision__application__call__territory"
    )
    accepted = Report.objects.filter(reading, state=ReportState.ACCEPTED)
    return (accepted | Report.objects.for_council(account)).select_related(
        "grant__organisation",
        "grant__decision__resolution",
        "grant__decision__application__call__envelope__fund__book",
    )


def readable_files(account: Account) -> QuerySet[Application]:
    """The sent files whose documents one reads: those of these calls, but, as for the committee, one's own."""
    return Application.objects.sent().filter(call__in=call_pages(account)).of_others_than(account)


def documents_for(account: Account, files: Sequence[Application]) -> dict[int, list[Attachment]]:
    """The documents that were sent with each of `files` which this person may read, by key. Three queries."""
    keys = [file.pk for file in files]
    return documents_of_each(list(readable_files(account).filter(pk__in=keys)))


def waiting_files(call: Call) -> list[Application]:
    """The files with a recommendation and no decision, in the order of the committee; those it declines come last."""
    files = call.applications.filter(state=ApplicationState.RECOMMENDED)
    known = files.select_related("organisation", "recommendation__list__sitting__body", "priority")
    return list(known.order_by(F("recommendation__rank").asc(nulls_last=True), "sent_at", "pk"))


def decided_in(resolution: Resolution) -> list:
    """The decisions of one resolution, with what was asked and recommended."""
    decisions = resolution.decisions.select_related(
        "application__organisation", "application__recommendation", "grant"
    )
    in_order = F("application__recommendation__rank").asc(nulls_last=True)
    return list(decisions.order_by(in_order, "application__sent_at", "pk"))

"""What the clerk of a council reads."""

from django.db.models import Count, Q, QuerySet

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.calls.models import Call
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


def waiting_files(call: Call) -> list[Application]:
    """The files with a recommendation and no decision, in the order they arrived."""
    files = call.applications.filter(state=ApplicationState.RECOMMENDED)
    return list(files.select_related("organisation", "recommendation", "priority").order_by("sent_at", "pk"))


def decided_in(resolution: Resolution) -> list:
    """The decisions of one resolution, with what was asked and recommended."""
    decisions = resolution.decisions.select_related(
        "application__organisation", "application__recommendation", "grant"
    )
    return list(decisions.order_by("application__sent_at", "pk"))

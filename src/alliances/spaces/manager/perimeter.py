"""What a region's people see: the sent files of their territories, never as the organisation that owns them."""

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from alliances.domain.applications.models import Application
from alliances.domain.files.models import StoredFile
from alliances.domain.grants.models import Amendment, Grant, Report, ReportSending, ReportState
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Decision


def applications_for(account: Account) -> QuerySet[Application]:
    readers = account.territories_for(Permission.READ_TERRITORY)
    return Application.objects.sent().filter(within_any(readers, "call__territory")).with_context()


def decisions_for(account: Account) -> QuerySet[Decision]:
    readers = account.territories_for(Permission.READ_TERRITORY)
    found = Decision.objects.filter(within_any(readers, "application__call__territory"))
    return found.select_related(
        "application__organisation",
        "application__call__territory",
        "application__call__envelope__fund__book",
        "application__call__framework",
        "resolution",
    )


def grants_for(account: Account) -> QuerySet[Grant]:
    readers = account.territories_for(Permission.READ_TERRITORY)
    within = Grant.objects.filter(within_any(readers, "decision__application__call__territory"))
    return within.with_context()


def papers_for(account: Account) -> QuerySet[StoredFile]:
    """The signed papers of the grants she reads, whose organisation keeps them too."""
    grants = grants_for(account)
    amended = Amendment.objects.filter(grant__in=grants).exclude(paper=None)
    of_offers = Q(pk__in=grants.exclude(paper=None).values("paper"))
    return StoredFile.objects.filter(of_offers | Q(pk__in=amended.values("paper")))


def reports_for(account: Account) -> QuerySet[Report]:
    """Reports once sent: a draft belongs to its organisation, and so does what it rewrites; `sent_cents` was sent."""
    last = ReportSending.objects.filter(report=OuterRef("pk")).order_by("-rank")
    sent = Subquery(last.annotate(cents=Cast("content__spent_cents", BigIntegerField())).values("cents")[:1])
    readers = account.territories_for(Permission.READ_TERRITORY)
    within = Report.objects.filter(within_any(readers, "grant__decision__application__call__territory"))
    rows = within.exclude(state=ReportState.DRAFT).annotate(
        sent_cents=Coalesce(sent, "spent_cents", output_field=BigIntegerField())
    )
    return rows.select_related(
        "grant__organisation",
        "grant__committed_account",
        "grant__paid_account",
        "grant__justified_account",
        "grant__decision__application__call__territory",
        "grant__decision__application__call__envelope__fund__book",
    )

"""What the payments space shows: files of the territories whose money one may read."""

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from alliances.domain.grants.models import Grant, Payment, PaymentState
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission

PLACE = "decision__application__call__territory"
WAITING = (PaymentState.REQUESTED, PaymentState.APPROVED)


def grants_for(account: Account) -> QuerySet[Grant]:
    """Each with `asked_cents` (asked for, not paid yet) and `payable_cents` (left to ask for)."""
    asked = Sum("payments__amount_cents", filter=Q(payments__state__in=WAITING))
    rows = Grant.objects.with_context().filter(
        within_any(account.territories_for(Permission.READ_MONEY), PLACE)
    )
    return rows.annotate(asked_cents=Coalesce(asked, 0)).annotate(
        payable_cents=F("committed_account__balance_cents") - F("asked_cents")
    )


def payments_for(account: Account) -> QuerySet[Payment]:
    where = within_any(account.territories_for(Permission.READ_MONEY), f"grant__{PLACE}")
    return Payment.objects.filter(where).select_related(
        "requested_by",
        "approved_by",
        "grant__organisation",
        "grant__committed_account",
        "grant__paid_account",
        f"grant__{PLACE}",
        "grant__decision__application__call__envelope__fund__book",
    )

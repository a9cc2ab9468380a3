"""What the payments space shows: files of the territories whose money one may read."""

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from alliances.domain.grants.models import IN_FORCE, Grant, Instalment, Payment, PaymentState
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission

PLACE = "decision__application__call__territory"
WAITING = (PaymentState.REQUESTED, PaymentState.APPROVED)


def grants_for(account: Account) -> QuerySet[Grant]:
    """Each with `asked_cents` (asked for, not paid yet) and `payable_cents` (left to ask for)."""
    asked = Sum("payments__amount_cents", filter=Q(payments__state__in=WAITING))
    rows = (
        Grant.objects.in_force()
        .with_context()
        .filter(within_any(account.territories_for(Permission.READ_MONEY), PLACE))
    )
    return rows.annotate(asked_cents=Coalesce(asked, 0)).annotate(
        payable_cents=F("committed_account__balance_cents") - F("asked_cents")
    )


def instalments_for(account: Account) -> QuerySet[Instalment]:
    """The instalments of signed agreements whose money one may read."""
    where = within_any(account.territories_for(Permission.READ_MONEY), f"grant__{PLACE}")
    return Instalment.objects.filter(where, grant__state__in=IN_FORCE).select_related(
        "grant__organisation", f"grant__{PLACE}", "grant__decision__application__call__envelope__fund__book"
    )


def instalments_of(grant: Grant) -> list[tuple[Instalment, Payment | None, bool]]:
    """Each instalment, the payment asked for it, and whether it may be asked for now. Three queries.

    A refused payment does not count.
    """
    live = {p.instalment_id: p for p in grant.payments.exclude(state=PaymentState.REFUSED)}
    ready = set(grant.instalments.unclaimed().ready().values_list("pk", flat=True))
    return [(row, live.get(row.pk), row.pk in ready) for row in grant.instalments.order_by("rank")]


def payments_for(account: Account) -> QuerySet[Payment]:
    where = within_any(account.territories_for(Permission.READ_MONEY), f"grant__{PLACE}")
    return Payment.objects.filter(where).select_related(
        "requested_by",
        "approved_by",
        "instalment",
        "grant__organisation",
        "grant__committed_account",
        "grant__paid_account",
        f"grant__{PLACE}",
        "grant__decision__application__call__envelope__fund__book",
    )

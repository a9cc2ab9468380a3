"""The statement of an envelope, and lists with their four columns."""

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from alliances.domain.common.fields import CentsField
from alliances.domain.envelopes.models import Envelope
from alliances.domain.envelopes.money import between_envelopes
from alliances.domain.envelopes.pace import is_slow
from alliances.domain.envelopes.tree import accounts_below
from alliances.domain.ledger.models import LedgerAccount, Stage, Transfer
from alliances.domain.ledger.queries import Columns, columns_of


def listed(envelopes: QuerySet[Envelope]) -> QuerySet[Envelope]:
    """The envelopes with what each received, what stands at each stage, in cents, and whether it is slow. One query."""

    def standing(*stages: str) -> Coalesce:
        accounts = LedgerAccount.objects.filter(drawn_from=OuterRef("account"), stage__in=stages)
        total = accounts.order_by().values("drawn_from").annotate(total=Sum("balance_cents")).values("total")
        return Coalesce(Subquery(total, output_field=CentsField()), Value(0), output_field=CentsField())

    def moved(side: str, other: str) -> Coalesce:
        """Between the envelope and those that were not made from it."""
        entries = between_envelopes().filter(**{side: OuterRef("account")})
        entries = entries.exclude(**{f"{other}__envelope__parent": OuterRef("pk")})
        total = entries.values(side).annotate(total=Sum("amount_cents")).values("total")
        return Coalesce(Subquery(total, output_field=CentsField()), Value(0), output_field=CentsField())

    return envelopes.with_context().annotate(  # type: ignore[attr-defined]
        received_cents=moved("destination", "origin") - moved("origin", "destination"),
        reserved_cents=standing(Stage.RESERVED),
        committed_cents=standing(Stage.COMMITTED, Stage.PAID, Stage.JUSTIFIED),
        paid_cents=standing(Stage.PAID, Stage.JUSTIFIED),
        justified_cents=standing(Stage.JUSTIFIED),
        is_slow=is_slow(timezone.localdate()),
    )


def family_of(envelope: Envelope) -> list[int]:
    """The accounts of the envelope and of everything made from it, at any depth. One query."""
    return accounts_below(envelope.pk)


def whole_columns(envelope: Envelope) -> Columns:
    """The four columns of the envelope with everything split from it: a dollar stands in one place only."""
    return sum(columns_of(family_of(envelope)).values(), Columns())


def transfers_of(envelope: Envelope) -> QuerySet[Transfer]:
    """Every entry that touches the envelope, with its effect on what is available and the balance after it."""
    account = envelope.account_id
    touched = (
        Q(origin=account)
        | Q(destination=account)
        | Q(origin__drawn_from=account)
        | Q(destination__drawn_from=account)
    )
    effect = Case(
        When(destination=account, then=F("amount_cents")),
        When(origin=account, then=-F("amount_cents")),
        default=Value(0),
        output_field=CentsField(),
    )
    found = Transfer.objects.filter(touched).select_related("origin", "destination")
    annotated = found.annotate(effect_cents=effect)
    return annotated.annotate(after_cents=Window(Sum("effect_cents"), order_by=F("pk").asc())).order_by("pk")

"""The ledger: books, accounts and append-only transfers. It knows no envelope: envelopes point at accounts.

A dollar stands in one place at a time and walks forward:

    source → available → reserved → committed → paid → justified

so the four public columns are sums of what stands at a stage *or beyond* (see `queries.columns`). Rows are written by
two SQL functions only (`sql/guards.sql`); the application's database role cannot insert, update or delete here.
"""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField


class Stage(models.TextChoices):
    """Where a dollar stands."""

    SOURCE = "source", _("Crédit du fonds")
    AVAILABLE = "available", _("Disponible")
    RESERVED = "reserved", _("Réservé")
    COMMITTED = "committed", _("Engagé")
    PAID = "paid", _("Versé")
    JUSTIFIED = "justified", _("Justifié")


class TransferKind(models.TextChoices):
    ALLOCATION = "allocation", _("Répartition")
    RESERVATION = "reservation", _("Réservation")
    RELEASE = "release", _("Libération")
    COMMITMENT = "commitment", _("Engagement")
    PAYMENT = "payment", _("Versement")
    JUSTIFICATION = "justification", _("Justification")
    RECOVERY = "recovery", _("Recouvrement")
    RETURN = "return", _("Retour")
    REVERSAL = "reversal", _("Contre-écriture")


class Book(models.Model):
    """One fund's books. No transfer joins two books, so no sum crosses the mark of demonstration data."""

    code = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    is_fictitious = models.BooleanField(default=False)

    append_only = True  # a fund never crosses the mark of demonstration data

    def __str__(self) -> str:
        return self.name


class FiscalYear(models.Model):
    """A year from 1 April `start_year` to 31 March. A closed year takes no entry; two people close it, for good."""

    start_year = models.SmallIntegerField(primary_key=True)
    closing_proposed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_proposed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    written_by_function = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fiscal_year_closed_by_two_people",
                condition=Q(closed_at=None, closed_by=None)
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False, closing_proposed_by__isnull=False)
                    & ~Q(closed_by=F("closing_proposed_by"))
                ),
                violation_error_message=_(
                    "Deux personnes ferment un exercice : l’une propose, l’autre ferme."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.start_year}-{self.start_year + 1}"

    @property
    def last_day(self) -> date:
        return date(self.start_year + 1, 3, 31)


class LedgerAccount(models.Model):
    """One place where dollars stand. `balance_cents` is the sum of its transfers, kept by the posting function."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    label = models.CharField(max_length=300)
    drawn_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="drawing")
    balance_cents = CentsField(default=0)

    written_by_function = True

    class Meta:
        indexes = [models.Index(fields=["drawn_from", "stage"], name="ledger_account_by_envelope")]
        constraints = [
            models.CheckConstraint(
                name="ledger_account_never_overdrawn",
                condition=Q(stage="source") | Q(balance_cents__gte=0),
                violation_error_message=_("Le solde disponible ne suffit pas."),
            ),
            models.CheckConstraint(
                name="ledger_account_draws_when_past_available",
                condition=Q(stage__in=["source", "available"], drawn_from=None)
                | (~Q(stage__in=["source", "available"]) & Q(drawn_from__isnull=False)),
                violation_error_message=_("Une aide se prend sur une enveloppe."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Transfer(models.Model):
    """Dollars that moved from one account to another. Never changed, never deleted: a mistake is reversed.

    `number` counts the entries of the book without a gap; `digest` is the SHA-256 of the entry, its number and the
    digest before it (format in `verification.canonical`), so that nothing changes behind without being seen.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, db_index=False, related_name="transfers")
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=13, choices=TransferKind.choices)
    origin = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="outgoing")
    destination = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="incoming")
    amount_cents = CentsField()
    accounting_date = models.DateField()
    fiscal_year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)
    posted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=200, unique=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    written_by_function = True

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="transfer_number_once_per_book",
                fields=["book", "number"],
                violation_error_message=_("Une écriture a sa seule place dans le livre."),
            ),
            models.CheckConstraint(
                name="transfer_amount_positive",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Une écriture porte un montant positif."),
            ),
            models.CheckConstraint(
                name="transfer_between_two_accounts",
                condition=~Q(origin=F("destination")),
                violation_error_message=_("Une écriture va d’un compte à un autre."),
            ),
            models.CheckConstraint(
                name="transfer_reversal_names_its_entry",
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses=None)),
                violation_error_message=_("Une contre-écriture nomme l’écriture qu’elle annule."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"


class Anchor(models.Model):
    """Where the chain of one book stood at the end of one day, as the public page shows it from then on. Append-only.

    `recorded_at` may be days later when no worker ran: the proof begins there. The database refuses an anchor that is
    not an entry of its book (`sql/anchors.sql`).
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, db_index=False, related_name="anchors")
    day = models.DateField()
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        ordering = ["-day", "book"]
        constraints = [
            models.UniqueConstraint(
                name="anchor_once_per_book_and_day",
                fields=["book", "day"],
                violation_error_message=_("Un livre a une seule empreinte par jour."),
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"

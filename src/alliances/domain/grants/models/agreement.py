"""The agreement: offered by the region, answered by the organisation, paid by instalments."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.files.models import StoredFile
from alliances.domain.ledger.models import LedgerAccount
from alliances.domain.people.models import Account, Organisation, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Decision


class GrantState(models.TextChoices):
    OFFERED = "offered", _("Offre à signer")
    SIGNED = "signed", _("En cours")
    CLOSED = "closed", _("Terminée")
    LAPSED = "lapsed", _("Offre échue")
    DECLINED = "declined", _("Offre déclinée")


class Awaits(models.TextChoices):
    """The report that must be accepted before an instalment may be asked for; `condition` says the rest in words."""

    NOTHING = "nothing", _("Aucune reddition")
    INTERIM = "interim", _("Le rapport d’étape accepté")
    FINAL = "final", _("La reddition finale acceptée")


IN_FORCE = (GrantState.SIGNED, GrantState.CLOSED)
"""The states of a signed agreement: what the public reads and what payments are made for."""


class GrantQuerySet(models.QuerySet["Grant"]):
    def owned_by(self, account: Account) -> "GrantQuerySet":
        return self.filter(organisation__in=account.organisations_for(Permission.REPORT))

    def visible_to(self, account: Account) -> "GrantQuerySet":
        readers = account.territories_for(Permission.READ_TERRITORY)
        within = self.filter(within_any(readers, "decision__application__call__territory"))
        return self.owned_by(account) | within

    def in_force(self) -> "GrantQuerySet":
        """Signed agreements, closed ones included; never an offer."""
        return self.filter(state__in=IN_FORCE)

    def with_context(self) -> "GrantQuerySet":
        return self.select_related(
            "organisation",
            "paper",
            "decision__resolution",
            "decision__reserved_account",
            "decision__application__priority",
            "decision__application__call__territory",
            "decision__application__call__envelope__fund__book",
            "committed_account",
            "paid_account",
            "justified_account",
        )


@pghistory.track()
class Grant(models.Model):
    """Financial help offered to, then agreed with, an organisation.

    `amount_cents` is what the agreement says, the sum of its instalments (the database checks); where each dollar
    stands is the balance of its accounts. `signed_for_organisation` is who signs, named in the offer.
    `payments_ended_on`: the day the region gave up the instalments that were left; their money went back.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="grant")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    number = models.CharField(max_length=20, unique=True)
    amount_cents = CentsField(verbose_name=_("montant"))
    offered_on = models.DateField(verbose_name=_("offerte le"))
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(verbose_name=_("offre valable jusqu’au"))
    signed_for_organisation = models.CharField(max_length=200, verbose_name=_("signée pour l’organisme par"))
    signed_on = models.DateField(null=True, blank=True, verbose_name=_("signée le"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_on_paper = models.BooleanField(default=False, verbose_name=_("signée sur papier"))
    paper = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("papier signé"),
    )
    committed_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    paid_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    justified_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=GrantState.choices, default=GrantState.OFFERED)
    payments_ended_on = models.DateField(null=True, blank=True, verbose_name=_("fin des versements"))

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("aide financière")
        constraints = [
            models.CheckConstraint(
                name="grant_signature_agrees_with_state",
                condition=Q(state__in=IN_FORCE, signed_on__isnull=False, signed_by__isnull=False)
                | (~Q(state__in=IN_FORCE) & Q(signed_on=None, signed_by=None, signed_on_paper=False)),
                violation_error_message=_("Une convention signée porte sa date et qui l’a signée."),
            ),
            models.CheckConstraint(
                name="grant_paper_is_a_signature",
                condition=Q(paper=None) | Q(signed_on_paper=True),
                violation_error_message=_("Un papier joint est celui d’une signature sur papier."),
            ),
            models.CheckConstraint(
                name="grant_offer_lasts",
                condition=Q(expires_on__gte=F("offered_on")),
                violation_error_message=_("L’offre échoit avant d’être faite."),
            ),
            models.CheckConstraint(
                name="grant_amount_positive",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Une convention porte un montant positif."),
            ),
            models.CheckConstraint(
                name="grant_payments_end_once_signed",
                condition=Q(payments_ended_on=None) | Q(state__in=IN_FORCE),
                violation_error_message=_("Les versements prennent fin une fois la convention signée."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def application(self):
        return self.decision.application

    @property
    def is_fictitious(self) -> bool:
        return self.application.is_fictitious

    @property
    def is_expired(self) -> bool:
        """An offer nobody answered in time. Computed: a person then records that it lapsed."""
        return self.state == GrantState.OFFERED and self.expires_on < timezone.localdate()


def _counted(rows: models.QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n")), 0)


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    def unclaimed(self) -> "InstalmentQuerySet":
        """Those nobody asked to pay yet (a refused request counts for nothing), and that are not given up."""
        return self.filter(grant__payments_ended_on=None).exclude(
            payments__state__in=["requested", "approved", "paid"]
        )

    def unpaid(self) -> "InstalmentQuerySet":
        """Those that the bank has still to pay, asked for or not."""
        return self.filter(grant__payments_ended_on=None).exclude(payments__state="paid")

    def ready(self) -> "InstalmentQuerySet":
        """Those that await no report, or whose own is accepted: the second that awaits an interim one, the second."""
        final = Grant.objects.filter(pk=OuterRef("grant"), reports__kind="final", reports__state="accepted")
        told = Q(awaits=Awaits.INTERIM, _told__gte=F("_place"))
        return self._placed().filter(Q(awaits=Awaits.NOTHING) | Q(Exists(final), awaits=Awaits.FINAL) | told)

    def awaiting_interim(self) -> "InstalmentQuerySet":
        """Those to pay once an interim report that is not accepted yet will be."""
        untold = Q(awaits=Awaits.INTERIM, _told__lt=F("_place"))
        return self.unpaid()._placed().filter(untold)

    def _placed(self) -> "InstalmentQuerySet":
        """`_place`: how many of its grant await an interim report, up to this one; `_told`: how many are accepted."""
        before = Instalment.objects.filter(
            grant=OuterRef("grant"), awaits=Awaits.INTERIM, rank__lte=OuterRef("rank")
        )
        accepted = Q(reports__kind="interim", reports__state="accepted")
        told = Grant.objects.filter(pk=OuterRef("grant")).values("pk")
        return self.annotate(
            _place=_counted(before.order_by().values("grant").annotate(n=Count("pk"))),
            _told=_counted(told.annotate(n=Count("reports", filter=accepted))),
        )


@pghistory.track()
class Instalment(models.Model):
    """One part of the agreed amount: how much, when, and on which condition, in words.

    It is paid in a fiscal year (1 April to 31 March); `activity_year` is the calendar year of the activities that it
    pays for, when the agreement says which.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="instalments")
    rank = models.PositiveSmallIntegerField()
    amount_cents = CentsField(verbose_name=_("montant"))
    due_on = models.DateField(verbose_name=_("prévue le"))
    condition = models.CharField(max_length=300, verbose_name=_("condition"))
    awaits = models.CharField(
        max_length=10,
        choices=Awaits.choices,
        default=Awaits.NOTHING,
        verbose_name=_("reddition attendue"),
    )
    activity_year = models.SmallIntegerField(null=True, blank=True, verbose_name=_("année d’activité"))

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tranche")
        ordering = ["grant", "rank"]
        constraints = [
            models.UniqueConstraint(name="instalment_rank_once", fields=["grant", "rank"]),
            models.CheckConstraint(
                name="instalment_amount_positive",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Une tranche porte un montant positif."),
            ),
            models.CheckConstraint(
                name="instalment_activity_year_is_a_year",
                condition=Q(activity_year=None) | Q(activity_year__gte=2000, activity_year__lte=2100),
                violation_error_message=_("L’année d’activité est une année civile, par exemple 2027."),
            ),
            models.CheckConstraint(
                name="instalment_says_its_condition",
                condition=~Q(condition=""),
                violation_error_message=_("Une tranche dit sa condition."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Tranche %(rank)s") % {"rank": self.rank})

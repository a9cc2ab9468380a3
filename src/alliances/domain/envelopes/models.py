"""Funds, the tree of envelopes, and the scenarios that split them."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.ledger.models import Book, LedgerAccount
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, account: Account) -> "FundQuerySet":
        """Every fund for who may create envelopes; elsewhere, those that gave something to one's territories."""
        if account.territories_for(Permission.SPLIT_ENVELOPE):
            return self.all()
        return self.filter(pk__in=Envelope.objects.visible_to(account).values("fund"))


class Fund(models.Model):
    """Public money with one purpose and its own books. Demonstration funds never mix with real ones."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    book = models.OneToOneField(Book, on_delete=models.PROTECT, related_name="fund")
    source_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="+")

    objects = FundQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_fictitious(self) -> bool:
        return self.book.is_fictitious


class Component(models.TextChoices):
    WHOLE = "whole", _("Ensemble")
    LOCAL = "local", _("Volet local")
    REGIONAL = "regional", _("Volet régional")


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def visible_to(self, account: Account) -> "EnvelopeQuerySet":
        return self.filter(within_any(account.territories_for(Permission.READ_MONEY)))

    def with_context(self) -> "EnvelopeQuerySet":
        return self.select_related("fund__book", "territory", "measure", "account", "parent__territory")


@pghistory.track()
class Envelope(models.Model):
    """A sum for a territory and a period. What it holds is the balance of its account, never a field here."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="envelopes")
    measure = models.ForeignKey("strategy.Measure", on_delete=models.PROTECT, related_name="envelopes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name = models.CharField(max_length=200)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="envelopes")
    component = models.CharField(max_length=10, choices=Component.choices, default=Component.WHOLE)
    first_year = models.SmallIntegerField()
    last_year = models.SmallIntegerField()
    account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="envelope")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("enveloppe")
        constraints = [
            models.CheckConstraint(
                name="envelope_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message=_("Le dernier exercice précède le premier."),
            ),
            models.UniqueConstraint(
                name="envelope_once_per_place",
                fields=["parent", "territory", "component"],
                violation_error_message=_("Cette enveloppe existe déjà pour ce territoire."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_fictitious(self) -> bool:
        return self.fund.is_fictitious


class ScenarioState(models.TextChoices):
    DRAFT = "draft", _("Simulation")
    PROPOSED = "proposed", _("Proposée, une signature")
    ADOPTED = "adopted", _("Adoptée")
    REJECTED = "rejected", _("Écartée")


# Once it carries a digest, a split keeps what was signed under it, whoever asks; once adopted, it stays so.
SIGNED_IS_FROZEN = """
    IF OLD.digest <> '' AND (
        TG_OP = 'DELETE'
        OR (NEW.problem, NEW.result, NEW.local_percent, NEW.digest, NEW.envelope_id)
            IS DISTINCT FROM (OLD.problem, OLD.result, OLD.local_percent, OLD.digest, OLD.envelope_id)
        OR (OLD.state = 'adopted' AND NEW.state <> 'adopted')
    ) THEN
        RAISE EXCEPTION 'a signed allocation never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""
SIGNED_LINES_ARE_FROZEN = """
    IF EXISTS (
        SELECT 1 FROM envelopes_scenario WHERE id IN (OLD.scenario_id, NEW.scenario_id) AND digest <> ''
    ) THEN
        RAISE EXCEPTION 'the amounts of a signed allocation never change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


def _frozen(func: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name="signed_is_frozen", when=pgtrigger.Before, operation=operation, func=func)


@pghistory.track(exclude=["result"])
class Scenario(models.Model):
    """One way of splitting an envelope: inputs, and the exact result the engine gave for them.

    `problem` is in the format that `./run allocate` reads; from the proposal on it is frozen and `digest` (SHA-256 of
    the canonical JSON of problem and result) proves that nothing moved since.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="scenarios")
    title = models.CharField(max_length=200, verbose_name=_("titre"))
    local_percent = models.PositiveSmallIntegerField(default=100, verbose_name=_("part locale, en %"))
    note = models.TextField(blank=True)
    problem = models.JSONField()
    result = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=ScenarioState.choices, default=ScenarioState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("répartition")
        constraints = [
            models.CheckConstraint(
                name="scenario_local_percent_in_range",
                condition=Q(local_percent__lte=100),
                violation_error_message=_("La part locale va de 0 à 100 %."),
            ),
            models.CheckConstraint(
                name="scenario_frozen_has_digest",
                condition=Q(state__in=["draft", "rejected"]) | ~Q(digest=""),
                violation_error_message=_("Une répartition proposée porte son empreinte."),
            ),
            models.CheckConstraint(
                name="scenario_adopted_has_date",
                condition=Q(state="adopted", adopted_at__isnull=False)
                | (~Q(state="adopted") & Q(adopted_at=None)),
                violation_error_message=_("Une répartition adoptée porte sa date."),
            ),
            models.UniqueConstraint(
                name="scenario_one_adopted_per_envelope",
                fields=["envelope"],
                condition=Q(state="adopted"),
                violation_error_message=_("Cette enveloppe a déjà une répartition adoptée."),
            ),
        ]
        triggers = [_frozen(SIGNED_IS_FROZEN, pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title

    def lines_are_those_of_the_result(self) -> bool:
        """The lines repeat the result for the database's own sums: what is signed is the result."""
        lines = self.lines.values_list("territory__code", "amount_cents")
        return dict(lines) == self.result.get("cents", {})


class ScenarioLine(models.Model):
    """What one territory receives in a scenario, and why."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="lines")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    amount_cents = CentsField()
    state = models.CharField(max_length=10)
    parts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="scenario_line_once", fields=["scenario", "territory"]),
            models.CheckConstraint(name="scenario_line_not_negative", condition=Q(amount_cents__gte=0)),
        ]
        triggers = [_frozen(SIGNED_LINES_ARE_FROZEN, pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete)]


class Signature(models.Model):
    """One person's signature under a proposed allocation; two different people make it adopted."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="signatures")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="signature_once_per_person",
                fields=["scenario", "person"],
                violation_error_message=_("Une même personne ne signe pas deux fois."),
            )
        ]

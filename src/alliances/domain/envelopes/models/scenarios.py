"""The scenarios that split an envelope, and the signatures that adopt one."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.envelopes.models.envelopes import Envelope
from alliances.domain.territories.models import Territory


class ScenarioState(models.TextChoices):
    DRAFT = "draft", _("Simulation")
    PROPOSED = "proposed", _("Proposée, une signature")
    ADOPTED = "adopted", _("Adoptée")
    REPLACED = "replaced", _("Remplacée")
    REJECTED = "rejected", _("Écartée")


# Once it carries a digest, a split keeps what was signed under it, whoever asks; once adopted, only its correction
# replaces it.
SIGNED_IS_FROZEN = """
    IF OLD.digest <> '' AND (
        TG_OP = 'DELETE'
        OR (NEW.problem, NEW.result, NEW.local_percent, NEW.digest, NEW.envelope_id, NEW.replaces_id, NEW.reason)
            IS DISTINCT FROM
           (OLD.problem, OLD.result, OLD.local_percent, OLD.digest, OLD.envelope_id, OLD.replaces_id, OLD.reason)
        OR (OLD.state = 'adopted' AND NEW.state NOT IN ('adopted', 'replaced'))
        OR (OLD.state = 'replaced' AND NEW.state <> 'replaced')
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
    the canonical JSON of problem and result) proves that nothing moved since. A correction names the adopted split it
    `replaces` and the `reason`; its adoption moves the difference by `movement`, a revision signed by the same people.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="scenarios")
    title = models.CharField(max_length=200, verbose_name=_("titre"))
    local_percent = models.PositiveSmallIntegerField(default=100, verbose_name=_("part locale, en %"))
    note = models.TextField(blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.TextField(blank=True)
    movement = models.OneToOneField(
        "envelopes.Movement", null=True, blank=True, on_delete=models.PROTECT, related_name="scenario"
    )
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
                condition=Q(state__in=["adopted", "replaced"], adopted_at__isnull=False)
                | (~Q(state__in=["adopted", "replaced"]) & Q(adopted_at=None)),
                violation_error_message=_("Une répartition adoptée porte sa date."),
            ),
            models.CheckConstraint(
                name="scenario_correction_says_why",
                condition=Q(replaces=None) | ~Q(reason=""),
                violation_error_message=_("Une correction dit sa raison."),
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

    @property
    def replaced_by(self) -> "Scenario | None":
        """The correction that took its place."""
        return self.corrections.exclude(adopted_at=None).first()

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

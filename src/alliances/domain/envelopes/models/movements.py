"""Movements of money between envelopes, after the split: decided by two people, for a written reason."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField
from alliances.domain.envelopes.models.carry_over import CarryOverRule
from alliances.domain.envelopes.models.envelopes import Envelope, Fund
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission


class MovementKind(models.TextChoices):
    TRANSFER = "transfer", _("Virement")
    ADDITION = "addition", _("Ajout")
    RETURN = "return", _("Retour")
    REVISION = "revision", _("Révision en cours de plan")
    CARRY_OVER = "carry_over", _("Report d’exercice")
    POOLING = "pooling", _("Remise en commun")


class MovementState(models.TextChoices):
    PROPOSED = "proposed", _("Proposé, une signature")
    ANNOUNCED = "announced", _("Annoncé")
    DONE = "done", _("Fait")
    REFUSED = "refused", _("Refusé")
    CANCELLED = "cancelled", _("Annulé")


# From the first signature on, nothing that was signed changes; a movement that was made stays made.
PROPOSED_IS_FROZEN = """
    IF TG_OP = 'DELETE' OR (OLD.digest <> '' AND (
        (NEW.fund_id, NEW.kind, NEW.reason, NEW.effective_on, NEW.digest, NEW.proposed_person_id, NEW.approval,
            NEW.carry_over_rule_id)
            IS DISTINCT FROM (OLD.fund_id, OLD.kind, OLD.reason, OLD.effective_on, OLD.digest, OLD.proposed_person_id,
            OLD.approval, OLD.carry_over_rule_id)
        OR OLD.state IN ('done', 'refused', 'cancelled')
    )) THEN
        RAISE EXCEPTION 'a proposed movement never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
LINES_ARE_FROZEN = """
    IF TG_OP <> 'INSERT'
       OR EXISTS (SELECT 1 FROM envelopes_movement WHERE id = NEW.movement_id AND digest <> '') THEN
        RAISE EXCEPTION 'the lines of a proposed movement never change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class MovementQuerySet(models.QuerySet["Movement"]):
    def visible_to(self, account: Account) -> "MovementQuerySet":
        """Those that touch an envelope one may read."""
        envelopes = Envelope.objects.visible_to(account).values("pk")
        touched = MovementLine.objects.filter(Q(origin__in=envelopes) | Q(destination__in=envelopes))
        return self.filter(pk__in=touched.values("movement"))

    def approvable_by(self, account: Account) -> "MovementQuerySet":
        """Proposed by another person, between envelopes that all stand where this account adopts; with its ends."""
        mine = Envelope.objects.filter(within_any(account.territories_for(Permission.ADOPT_ALLOCATION)))
        elsewhere = MovementLine.objects.exclude(
            (Q(origin=None) | Q(origin__in=mine)) & (Q(destination=None) | Q(destination__in=mine))
        )
        waiting = self.filter(state=MovementState.PROPOSED).exclude(proposed_person=account.person_id)
        waiting = waiting.exclude(pk__in=elsewhere.values("movement"))
        return waiting.prefetch_related("lines__origin", "lines__destination")

    def with_context(self) -> "MovementQuerySet":
        rule = ("carry_over_rule__envelope", "carry_over_rule__plan", "carry_over_rule__fund")
        return self.select_related("fund__book", "proposed_person", "approved_person", *rule)


@pghistory.track()
class Movement(models.Model):
    """One decision that moves money between envelopes of one fund, or between the years of one envelope.

    `digest` (SHA-256 of the canonical JSON of what is proposed) binds both signatures to the same lines. A pooling is
    announced by the second signature and takes place on `effective_on`; the others take place at once. A carry-over
    keeps the rule it followed, when one is known, and the approval that the rule asked for.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=MovementKind.choices, verbose_name=_("genre"))
    reason = models.TextField(verbose_name=_("raison"))
    effective_on = models.DateField(verbose_name=_("date d’effet"))
    approval = models.CharField(max_length=300, blank=True, verbose_name=_("approbation"))
    carry_over_rule = models.ForeignKey(
        CarryOverRule, null=True, blank=True, on_delete=models.PROTECT, related_name="movements"
    )
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=MovementState.choices, default=MovementState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("mouvement entre enveloppes")
        constraints = [
            models.CheckConstraint(
                name="movement_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Un mouvement entre enveloppes dit sa raison."),
            ),
            models.CheckConstraint(
                name="movement_approved_by_another",
                condition=Q(state__in=["proposed", "refused"])
                | (
                    Q(approved_person__isnull=False, approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_person=F("proposed_person"))
                    & ~Q(digest="")
                ),
                violation_error_message=_("Une autre personne approuve le mouvement."),
            ),
            models.CheckConstraint(
                name="movement_done_has_date",
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                violation_error_message=_("Un mouvement fait porte sa date."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="proposed_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=PROPOSED_IS_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_fictitious(self) -> bool:
        return self.fund.is_fictitious

    @property
    def document(self) -> str:
        """How the ledger and the tranches name this decision."""
        return f"movement:{self.pk}"


class MovementLineQuerySet(models.QuerySet["MovementLine"]):
    def known_to_all(self, envelope: Envelope) -> "MovementLineQuerySet":
        """What is announced for an envelope, and what was done: a proposal is nobody's business yet."""
        found = self.filter(Q(origin=envelope) | Q(destination=envelope))
        found = found.filter(movement__state__in=[MovementState.ANNOUNCED, MovementState.DONE])
        ends = ("movement", "origin__territory", "destination__territory")
        return found.select_related(*ends).order_by("-movement__effective_on", "-movement", "position")


class MovementLine(models.Model):
    """Cents from one envelope to another, or from one year to another. No origin: the credit of the fund; no
    destination: back to it. No amount: all that is left on the day of the pooling.
    """

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    origin = models.ForeignKey(
        Envelope, null=True, blank=True, on_delete=models.PROTECT, related_name="movements_out"
    )
    destination = models.ForeignKey(
        Envelope, null=True, blank=True, on_delete=models.PROTECT, related_name="movements_in"
    )
    amount_cents = CentsField(null=True, blank=True)
    from_year = models.SmallIntegerField(null=True, blank=True)
    to_year = models.SmallIntegerField(null=True, blank=True)

    objects = MovementLineQuerySet.as_manager()

    class Meta:
        ordering = ["movement", "position"]
        constraints = [
            models.UniqueConstraint(name="movement_line_once", fields=["movement", "position"]),
            models.CheckConstraint(
                name="movement_line_positive",
                condition=Q(amount_cents=None) | Q(amount_cents__gt=0),
                violation_error_message=_("Un mouvement porte un montant plus grand que zéro."),
            ),
            models.CheckConstraint(
                name="movement_line_goes_somewhere",
                condition=(Q(origin__isnull=False) | Q(destination__isnull=False))
                & (
                    Q(origin=None)
                    | Q(destination=None)
                    | ~Q(origin=F("destination"))
                    | Q(from_year__isnull=False, to_year__isnull=False) & ~Q(from_year=F("to_year"))
                ),
                violation_error_message=_(
                    "Un mouvement va d’une enveloppe à une autre, ou d’un exercice à un autre."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="lines_are_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=LINES_ARE_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.movement_id}.{self.position}"

"""The rules of regions as they were read: facts with a source and a date, and what was looked for and not found."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import SourcedModel
from alliances.domain.territories.models import Territory


class Topic(models.TextChoices):
    """What a person asks about a region's rules, in the order of the page."""

    MANDATAIRE = "mandataire", _("Qui gère l’argent")
    DECISION = "decision", _("Qui décide")
    COMPONENTS = "components", _("Comment l’argent est partagé")
    PRIORITIES = "priorities", _("Qui choisit les priorités")
    CALL_MODE = "call_mode", _("Quand on peut demander")
    LEGAL_FORMS = "legal_forms", _("Qui peut demander")
    INITIATIVES = "initiatives", _("Ce qui peut être soutenu")
    SHARE = "share", _("Quelle part du coût l’aide couvre")
    CEILING = "ceiling", _("Le montant le plus élevé")
    PARTNERS = "partners", _("Partenaires demandés")
    DURATION = "duration", _("Durée et dates des projets")
    CRITERIA = "criteria", _("Sur quoi les demandes sont jugées")
    PARTICIPATION = "participation", _("La place des personnes en situation de pauvreté")
    AGREEMENT = "agreement", _("Ce que dit la convention")
    INSTALMENTS = "instalments", _("Tranches des versements")
    STACKING = "stacking", _("Cumul avec d’autres aides publiques")
    ADMIN_FEES = "admin_fees", _("Frais d’administration")
    CONFLICTS = "conflicts", _("Conflits d’intérêts et quorum")
    REPORTS = "reports", _("Reddition de comptes")


class PublishedRule(SourcedModel):
    """One rule read somewhere, for a territory and all below it. An empty statement is a hole: `note` says what was
    looked at.
    """

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="published_rules")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    rank = models.PositiveSmallIntegerField(default=1)
    statement = models.TextField(blank=True)
    statement_en = models.TextField(blank=True)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        ordering = ["territory", "topic", "rank"]
        constraints = [
            models.UniqueConstraint(name="published_rule_once", fields=["territory", "topic", "rank"]),
            models.CheckConstraint(
                name="published_rule_or_hole",
                condition=~models.Q(statement="", note=""),
                violation_error_message=_("Une règle dit son contenu, ou ce qui a été cherché."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.topic}"

    def text(self, field: str) -> str:
        """`statement` or `note` in the language of the page; the French where there is no English."""
        english = getattr(self, f"{field}_en") if (get_language() or "").startswith("en") else ""
        return english or getattr(self, field)

    @property
    def said(self) -> str:
        return self.text("statement")

    @property
    def noted(self) -> str:
        return self.text("note")

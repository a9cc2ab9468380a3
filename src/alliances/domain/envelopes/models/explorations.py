"""Whole grids of weightings, run in the background and kept with the split they were run for."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models.scenarios import Scenario

SILENT = timedelta(minutes=5)  # a run that says nothing for so long was cut


class ExplorationState(models.TextChoices):
    WAITING = "waiting", _("En attente")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Faite")
    FAILED = "failed", _("Interrompue")


class ExplorationEngine(models.TextChoices):
    COMPILED = "compiled", _("calcul accéléré, compilé")
    ARRAYS = "arrays", _("calcul accéléré")
    EXACT = "exact", _("calcul exact, un partage après l’autre")


class Exploration(models.Model):
    """One grid: `grid` points shared among the criteria in every way, `total` ways in all, `done` so far. Once done,
    `result` holds one line per territory.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="explorations")
    engine = models.CharField(max_length=10, choices=ExplorationEngine.choices)
    grid = models.PositiveSmallIntegerField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=ExplorationState.choices, default=ExplorationState.WAITING
    )
    result = models.JSONField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("exploration des poids")
        constraints = [
            models.UniqueConstraint(
                name="exploration_one_at_a_time",
                fields=["scenario"],
                condition=~Q(state="failed"),
                violation_error_message=_("Cette exploration est déjà demandée."),
            ),
            models.CheckConstraint(
                name="exploration_done_has_result",
                condition=Q(state="done", result__isnull=False, finished_at__isnull=False)
                | (~Q(state="done") & Q(result=None)),
                violation_error_message=_("Une exploration faite porte son résultat."),
            ),
        ]

    @property
    def is_under_way(self) -> bool:
        return self.state in (ExplorationState.WAITING, ExplorationState.RUNNING)

    @property
    def was_cut(self) -> bool:
        """Running, and silent for too long: its worker stopped."""
        return self.state == ExplorationState.RUNNING and timezone.now() - self.heard_at > SILENT

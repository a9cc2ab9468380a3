"""The tree of territories: free depth, dated, sourced."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import SourcedModel
from alliances.domain.common.text import sort_key


class Level(models.TextChoices):
    PROVINCE = "province", _("Province")
    REGION = "region", _("Région administrative")
    SUBREGION = "subregion", _("Sous-région")
    NATION = "nation", _("Premières Nations et Inuit")
    MRC = "mrc", _("MRC ou territoire équivalent")
    MUNICIPALITY = "municipality", _("Municipalité")


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def within(self, territory: "Territory") -> "TerritoryQuerySet":
        """`territory` itself and everything below it."""
        return self.filter(path__startswith=territory.path)

    def containing(self, territory: "Territory") -> "TerritoryQuerySet":
        """The ancestors of `territory`, from the province down, itself included."""
        return self.filter(path__in=territory.lineage_paths()).order_by(Length("path"))

    def valid_on(self, day: date) -> "TerritoryQuerySet":
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day)
        )

    def alphabetical(self) -> "TerritoryQuerySet":
        return self.order_by("sort_key", "pk")


class Territory(SourcedModel):
    """One territory on one period. `path` is the codes from the province down, each followed by a slash."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=20, choices=Level.choices)
    kind = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=120, unique=True, db_collation="C")
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    tile_column = models.SmallIntegerField(null=True, blank=True)
    tile_row = models.SmallIntegerField(null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        indexes = [
            models.Index(fields=["level", "sort_key"], name="territory_by_level"),
            models.Index(fields=["sort_key"], name="territory_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="territory_validity_in_order",
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("La fin de validité précède le début."),
            ),
            models.CheckConstraint(
                name="territory_tile_whole",
                condition=Q(tile_column=None, tile_row=None)
                | Q(tile_column__isnull=False, tile_row__isnull=False),
                violation_error_message=_("Une case de la carte demande sa colonne et sa rangée."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def lineage_paths(self) -> list[str]:
        """Paths of the ancestors from the province down to this territory, itself included."""
        codes = self.path.rstrip("/").split("/")
        return ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]

    def contains(self, other: "Territory") -> bool:
        return other.path.startswith(self.path)

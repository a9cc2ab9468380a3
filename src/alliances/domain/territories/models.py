"""The tree of territories: free depth, dated, sourced."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.fields import CentsField, SourcedModel
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
    """One territory on one period. `path` is the codes from the province down, each followed by a slash.

    The depth is free: between a region and its MRCs there may be sub-regions, so ask `containing` or
    `region_code`, never `parent`, for the region. `census_division` is the 4-digit code of Statistics
    Canada; several territories may share one. `within_jurisdiction` is False for a municipality that
    stands in an MRC without belonging to it. `attachment_note` says how the attachment to the parent is
    known when no source states it in so many words.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=20, choices=Level.choices)
    kind = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=120, unique=True, db_collation="C")
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    census_division = models.CharField(max_length=4, blank=True)
    within_jurisdiction = models.BooleanField(null=True, blank=True)
    attachment_note = models.TextField(blank=True)
    attachment_note_en = models.TextField(blank=True)
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

    @property
    def region_code(self) -> str:
        """Code of the administrative region (or nation) this territory belongs to; empty for the province."""
        codes = self.path.split("/")
        return codes[1] if len(codes) > 2 else ""

    def contains(self, other: "Territory") -> bool:
        return other.path.startswith(self.path)


class BoundaryChange(SourcedModel):
    """A territory that belonged to another parent before: needed to read older series."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="boundary_changes")
    former_parent = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("changement de limites")
        constraints = [
            models.UniqueConstraint(fields=["territory", "until"], name="boundary_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} ← {self.former_parent_id} ({self.until})"


class Indicator(SourcedModel):
    """What is measured. `unit` is the unit of its values as shown (« % », « personnes », « $ »)."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    unit_en = models.CharField(max_length=40, blank=True)
    definition = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    caution = models.TextField(blank=True)
    caution_en = models.TextField(blank=True)
    on_map = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("indicateur")
        ordering = ("rank", "code")

    def __str__(self) -> str:
        return self.name


class Measurement(SourcedModel):
    """A published value. `value` is exact; `published` is the text of the source (« 17-19 », « 9.0 »).

    A value nobody published is an absent row, or a row whose `value` is null when the source gives a range:
    never zero.
    """

    year = models.SmallIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    published = models.CharField(max_length=40)

    class Meta:
        abstract = True

    @property
    def decimals(self) -> int:
        """How many decimals the source published."""
        return len(self.published.partition(".")[2])


class IndicatorValue(Measurement):
    """The value of an indicator, one year, in a territory or in a census division shared by several
    territories.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="indicator_values"
    )
    census_division = models.CharField(max_length=4, blank=True)
    variant = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("valeur d’indicateur")
        indexes = [
            models.Index(fields=["census_division"], name="indicator_value_by_division"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "territory", "census_division", "year", "variant"],
                nulls_distinct=False,
                name="indicator_value_once",
            ),
            models.CheckConstraint(
                name="indicator_value_one_place",
                condition=(Q(territory=None) & ~Q(census_division=""))
                | (Q(territory__isnull=False) & Q(census_division="")),
                violation_error_message=_(
                    "Une valeur appartient à un territoire ou à une division de recensement."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.published}"


class SeriesValue(Measurement):
    """A point of a long series.

    A change of `variant` (base year, survey, method) is a break: never join across it.

    Two sources that disagree are two rows.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="series")
    place = models.CharField(max_length=120)
    place_en = models.CharField(max_length=120, blank=True)
    population = models.CharField(max_length=120)
    population_en = models.CharField(max_length=120, blank=True)
    variant = models.CharField(max_length=120, blank=True)
    variant_en = models.CharField(max_length=120, blank=True)
    year_label = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("point de série")
        ordering = ("indicator", "place", "population", "year", "variant", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "population", "variant", "year_label", "published"],
                name="series_value_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.place} {self.year_label}: {self.published}"


class BasketThreshold(SourcedModel):
    """The cost of the market basket for a family size in a region of the measure, in a base and in dollars
    of a year.
    """

    region = models.CharField(max_length=120)
    region_en = models.CharField(max_length=120, blank=True)
    year = models.SmallIntegerField()
    base = models.CharField(max_length=60)
    base_en = models.CharField(max_length=60, blank=True)
    dollars = models.CharField(max_length=60)
    dollars_en = models.CharField(max_length=60, blank=True)
    family_size = models.PositiveSmallIntegerField()
    threshold_cents = CentsField()

    class Meta:
        verbose_name = _("seuil de la mesure du panier de consommation")
        ordering = ("region", "family_size", "year", "base")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "base", "dollars", "family_size"], name="basket_threshold_once"
            ),
            models.CheckConstraint(name="basket_threshold_positive", condition=Q(threshold_cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.region}, {self.year}, {self.base}"

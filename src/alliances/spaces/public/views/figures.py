"""The market-basket measure: how many people, and at what threshold, never joined across a break of the series."""

from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from alliances.domain.territories.models import BasketThreshold, SeriesValue
from alliances.spaces.public.templatetags.facts import said
from alliances.ui.charts import MONEY, POINTS, LineChart, Series

OLD_BASES = ("base antérieure (2008)", "base antérieure", "base 2011")
"""One base under three names: sources call the base of 2008 by the year of its tables."""
FAMILY = 4


def thresholds(request: HttpRequest) -> HttpResponse:
    rates = SeriesValue.objects.filter(indicator__code="MPC_RATE", population_en="all persons").order_by(
        "year", "variant", "published"
    )
    families = BasketThreshold.objects.filter(family_size=FAMILY).order_by("region", "base", "year")
    names = {row.region: said(row, "region") for row in families}
    asked = request.GET.get("region", "")
    region = asked if asked in names else next((each for each in names if "Montréal" in each), "")
    chosen = [row for row in families if row.region == region]
    context = {
        "rate_chart": _rate_chart(list(rates)) if rates else None,
        "rates": rates,
        "regions": sorted(names.items()),
        "region": region,
        "region_name": names.get(region, ""),
        "threshold_chart": _threshold_chart(chosen, names[region]) if chosen else None,
        "thresholds": BasketThreshold.objects.filter(region=region).order_by("base", "year", "family_size"),
        "single": _single_thresholds(),
    }
    return render(request, "public/thresholds.html", context)


def _single_thresholds() -> QuerySet[SeriesValue]:
    """The thresholds of 2022 for one person, region by region."""
    found = SeriesValue.objects.filter(indicator__code="MPC_THRESHOLD").select_related("indicator")
    return found.order_by("year", "place", "pk")


def _rate_chart(rates: list[SeriesValue]) -> LineChart:
    """Two runs, one for each base; the census and a second reading of one year stay in the table."""
    runs = []
    for bases in (OLD_BASES, ("base 2018",)):
        by_year = {row.year: row.value for row in reversed(rates) if row.variant in bases and row.year}
        runs.append(sorted(by_year.items()))
    return LineChart(
        title=_("Population à faible revenu, mesure du panier de consommation, Québec"),
        description=_("La base change en 2018 : cette année a deux taux. La ligne est coupée."),
        series=[Series(_("Taux"), [run for run in runs if run])],
        writing=POINTS,
        break_label=_("nouvelle base"),
        name="taux",
    )


def _threshold_chart(rows: list[BasketThreshold], region: str) -> LineChart:
    """One run for each base and each kind of dollars."""
    ordered = sorted(rows, key=lambda row: (row.base, row.dollars, row.year))
    runs = [
        [(row.year, row.threshold_cents) for row in run]
        for _base, run in groupby(ordered, key=lambda row: (row.base, row.dollars))
    ]
    return LineChart(
        title=_("Seuil du panier pour une famille de quatre, %(region)s") % {"region": region},
        description=_("Chaque base a son calcul et ses dollars. Aucune ligne ne relie deux bases."),
        series=[Series(_("Seuil"), runs)],
        writing=MONEY,
        break_label=_("autre base"),
        name="seuil",
    )

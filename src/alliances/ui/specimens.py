"""What the page of components shows: every component in every state, on made-up data that says so."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliances.ui import charts
from alliances.ui.badges import Badge, StateLabel
from alliances.ui.forms import CountField, DayField, Form, MoneyField, TextField
from alliances.ui.history import Event
from alliances.ui.maps import HexMap, Tile
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table

SENT = StateLabel(
    {
        "organisation": _("Demande envoyée"),
        "staff": _("À examiner"),
        "": _("En analyse"),
    },
    tone="waiting",
    next_step={"organisation": _("La MRC vérifie l’admissibilité d’ici le 20 novembre 2026.")},
)

STATES = {
    "received": Badge(_("À examiner"), "waiting"),
    "granted": Badge(_("Accordé"), "success"),
    "refused": Badge(_("Refusé"), "danger"),
}

_FIELDS = ("name", "mrc", "cents", "people", "day", "state")
ROWS: list[dict[str, Any]] = [
    dict(zip(_FIELDS, row, strict=True))
    for row in (
        (_("Cuisine collective l’Érable"), "Portneuf", 2_500_000, 140, date(2026, 11, 1), "received"),
        (_("Transport solidaire de l’Est"), "Charlevoix", 4_812_350, 75, date(2026, 10, 15), "granted"),
        (_("Maison des familles du Nord"), "Mékinac", 1_999_999, None, date(2026, 9, 30), "granted"),
        (_("Épicerie sociale du Lac"), "Maskinongé", None, 210, None, "refused"),
    )
]
MAP_COLUMNS_BY_ROW = ((0, 1, 2), (0, 1, 2, 3, 11), (1, 2, 3, 4, 9), (2, 3, 5, 7))


class SpecimenForm(Form):
    """One field of each kind."""

    title = TextField(
        label=_("Titre du projet"), max_length=80, help_text=_("Un nom court, comme dans une affiche.")
    )
    summary = TextField(label=_("Ce que le projet change"), lines=4, max_length=600, required=False)
    amount = MoneyField(
        label=_("Montant demandé"), max_cents=50_000_00, help_text=_("Par exemple : 12 500,00")
    )
    people = CountField(label=_("Personnes rejointes"), required=False, max_value=100_000)
    start = DayField(label=_("Début du projet"), help_text=_("Année, mois, jour : 2026-11-05"))
    email = forms.EmailField(label=_("Adresse courriel"))
    territory = forms.ChoiceField(
        label=_("MRC"),
        choices=[("", "–"), ("340", "Portneuf"), ("150", "Charlevoix-Est"), ("350", "Mékinac")],
    )
    public = forms.MultipleChoiceField(
        label=_("À qui s’adresse le projet"),
        choices=[("family", _("Familles")), ("young", _("Jeunes")), ("elder", _("Personnes aînées"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Sorte de projet"),
        choices=[("new", _("Nouveau projet")), ("next", _("Suite d’un projet"))],
        widget=forms.RadioSelect,
        help_text=_("Une suite demande le rapport du projet précédent."),
    )
    agree = forms.BooleanField(label=_("Je certifie que ces renseignements sont exacts."))


class SpecimenTable(Table):
    caption = _("Demandes reçues")
    search = ("name",)
    order = "name"
    page_size = 3
    fictitious = True
    columns = (
        Column("name", _("Projet"), sortable=True, href=lambda row: "#tableau"),
        Column("mrc", _("MRC"), sortable=True),
        Column("cents", _("Montant demandé"), kind=Kind.MONEY, sortable=True, total=True),
        Column("people", _("Personnes"), kind=Kind.NUMBER, sortable=True, total=True),
        Column("day", _("Reçue le"), kind=Kind.DAY, sortable=True),
        Column("state", _("État"), kind=Kind.BADGE, value=lambda row: STATES[row["state"]]),
    )
    filters = (
        ChoiceFilter(
            "etat", _("État"), [("received", _("À examiner")), ("granted", _("Accordé"))], field="state"
        ),
    )


class EmptyTable(SpecimenTable):
    caption = _("Tableau vide")
    fictitious = False


def bar_chart() -> charts.BarChart:
    return charts.BarChart(
        title=_("Versé et prévu, par région"),
        description=_("La Mauricie a versé presque tout; le Nord-du-Québec n’a rien publié."),
        value_label=_("versé"),
        reference_label=_("prévu"),
        label_heading=_("Région"),
        name="specimen-bars",
        bars=[
            charts.Bar("Mauricie", 412_000_000, reference=430_000_000),
            charts.Bar("Saguenay–Lac-Saint-Jean", 251_500_000, reference=512_300_000),
            charts.Bar("Gaspésie–Îles-de-la-Madeleine", 48_250_000, reference=210_000_000),
            charts.Bar("Nord-du-Québec", None, reference=120_000_000),
        ],
    )


def line_chart() -> charts.LineChart:
    first = [
        (2012, Decimal("12.4")),
        (2013, Decimal("12.1")),
        (2014, Decimal("11.6")),
        (2015, Decimal("11.9")),
    ]
    second = [(2016, Decimal("10.4")), (2017, Decimal("9.9")), (2018, Decimal("8.6")), (2019, Decimal("8.0"))]
    third = [(2020, Decimal("4.9")), (2021, Decimal("5.2")), (2022, Decimal("6.6")), (2023, None)]
    return charts.LineChart(
        title=_("Part des personnes sous le seuil"),
        description=_("La part baisse de 2012 à 2020. Les méthodes changent en 2016 et en 2020."),
        name="specimen-lines",
        writing=charts.POINTS,
        series=[
            charts.Series(_("Mesure du panier de consommation"), [first, second, third]),
            charts.Series(_("Mesure de faible revenu"), [[(x, (v or 0) + 4) for x, v in first + second]]),
        ],
    )


def hexmap() -> HexMap:
    places = [(column, row) for row, columns in enumerate(MAP_COLUMNS_BY_ROW) for column in columns]
    tiles = [
        Tile(
            code=f"{10 * i + 10:03d}",
            column=column,
            row=row,
            name=f"MRC {chr(65 + i)}",
            value=None if i % 7 == 5 else Decimal(60 + 13 * i) / 10,
            href="#carte",
        )
        for i, (column, row) in enumerate(places)
    ]
    return HexMap(
        title=_("Taux de faible revenu, par MRC"),
        description=_("Chaque MRC occupe la même place, quelle que soit sa superficie."),
        label_heading=_("MRC"),
        value_label=_("Taux"),
        tiles=tiles,
        writing=charts.POINTS,
        name="specimen-map",
    )


def context(request: HttpRequest) -> dict[str, Any]:
    refused = {"title": "x" * 90, "amount": "1,234", "start": "05/11/2026", "email": "nom@", "kind": ""}
    return {
        "blank_form": SpecimenForm(auto_id="blank_%s", initial={"amount": 1_250_000}),
        "refused_form": SpecimenForm(refused, auto_id="refused_%s"),
        "specimen_table": SpecimenTable(request, ROWS),
        "empty_table": EmptyTable(request, [], prefix="vide-"),
        "bar_chart": bar_chart(),
        "line_chart": line_chart(),
        "hexmap": hexmap(),
        "sent": SENT,
        "steps": [_("Préparer"), _("Envoyer"), _("Analyse"), _("Décision"), _("Versement")],
        "events": [
            Event(date(2026, 11, 1), _("Demande envoyée"), "Camille Tremblay", fictitious=True),
            Event(
                date(2026, 11, 4),
                _("Précisions demandées"),
                _("MRC de Portneuf"),
                _("Le budget ne dit pas le loyer."),
            ),
        ],
        "day": date(2026, 11, 1),
        "cents": 123_456,
        "large_cents": 16_010_000_000,
    }

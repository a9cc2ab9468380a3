"""The amounts of an adopted split, on the map of its territories and step by step."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.queries import Explained, How, Part
from alliances.ui.allocations import counted, rate_of, totalled
from alliances.ui.charts import MONEY
from alliances.ui.formats import money, percent
from alliances.ui.maps import HexMap, Tile


def map_of(rows: list[Explained]) -> HexMap:
    """Each territory's amount on the map; the tiles lead to the reason of the amount."""
    tiles = [
        Tile(
            code=row.territory.code,
            column=row.territory.tile_column,
            row=row.territory.tile_row,
            name=row.territory.name,
            value=row.cents,
            href=f"?territoire={row.territory.code}#pourquoi",
        )
        for row in rows
        if row.territory.tile_column is not None and row.territory.tile_row is not None
    ]
    return HexMap(
        title=_("Ce que chaque territoire reçoit"),
        description=_("Choisissez une case pour lire le calcul de ce territoire."),
        tiles=tiles,
        value_label=_("Montant"),
        writing=MONEY,
    )


def steps_of(row: Explained) -> list[tuple[Part, str]]:
    """Each part of an amount with its arithmetic in words, in the order of the calculation."""
    return [(part, _arithmetic(part)) for part in row.parts]


def _arithmetic(part: Part) -> str:
    if part.criterion.how is How.IMPOSED:
        return gettext("Ce montant a été fixé par décision, sans calcul : %(amount)s.") % {
            "amount": money(part.cents)
        }
    if part.criterion.how is How.RATE:
        return gettext("Le territoire avait %(value)s. Il en reçoit %(rate)s : %(amount)s.") % {
            "value": money(int(part.value or 0)),
            "rate": rate_of(part.criterion),
            "amount": money(part.cents),
        }
    pot = gettext("Ce critère partage %(weight)s de la somme, soit %(pot)s.") % {
        "weight": percent(part.criterion.share, 0),
        "pot": money(part.pot_cents),
    }
    return f"{pot} {_share_of_pot(part)}"


def _share_of_pot(part: Part) -> str:
    words = {"amount": money(part.cents), "count": part.recipients}
    if part.total is None:
        return gettext("Chacun des %(count)s territoires reçoit la même part : %(amount)s.") % words
    if part.value is None:
        return ""
    if part.criterion.is_money:
        words |= {"value": money(int(part.value)), "total": money(int(part.total))}
        return gettext("Le territoire avait %(value)s sur %(total)s. Sa part est de %(amount)s.") % words
    words |= {"value": counted(part), "total": totalled(part)}
    return gettext("Le territoire en compte %(value)s sur %(total)s. Sa part est de %(amount)s.") % words

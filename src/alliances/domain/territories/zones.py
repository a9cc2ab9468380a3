"""What time it is where an applicant lives.

Québec keeps the time of the East, save two places: the Îles-de-la-Madeleine (Atlantic time), and the coast east of the
63rd meridian, the MRC of Le Golfe-du-Saint-Laurent (Atlantic standard time all year). Loi sur le temps légal, T-5.1.
"""

from zoneinfo import ZoneInfo

from alliances.domain.territories.models import Territory

EASTERN = ZoneInfo("America/Toronto")
ATLANTIC = {"010": ZoneInfo("America/Halifax"), "982": ZoneInfo("America/Blanc-Sablon")}


def zone_of(territory: Territory) -> ZoneInfo:
    """The zone of a territory; that of the East for one that holds both."""
    codes = territory.path.rstrip("/").split("/")
    return next((ATLANTIC[code] for code in codes if code in ATLANTIC), EASTERN)

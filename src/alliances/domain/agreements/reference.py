"""The reference file of this room: the rules of regions as they were read, and what was looked for in vain."""

from pathlib import Path

from django.db import transaction

from alliances.domain.agreements.models import PublishedRule
from alliances.domain.common.reference import Loaded, read_rows, upsert
from alliances.domain.territories.models import Territory

DATA = Path(__file__).parent / "data"
TEXTS = ("topic", "statement", "statement_en", "note", "note_en", "source")


@transaction.atomic
def load() -> Loaded:
    """Loads the published rules. Needs the territories."""
    loaded = Loaded()
    places = dict(Territory.objects.values_list("code", "pk"))
    rows = (
        {
            "territory_id": places[line["territory"]],
            "rank": int(line["rank"]),
            **{name: line[name] for name in TEXTS},
        }
        for line in read_rows(DATA / "published_rules.csv")
    )
    upsert(PublishedRule, rows, key=("territory_id", "topic", "rank"), loaded=loaded, name="published rules")
    return loaded

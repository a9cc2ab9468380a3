"""Reference files about documents: obligations of the law, documents known to answer them, publications."""

from pathlib import Path
from typing import Any

from alliances.domain.common.reference import Loaded, day, number, others, read_rows, relink, upsert
from alliances.domain.common.text import sort_key
from alliances.domain.strategy.models import KnownDocument, Obligation, Publication
from alliances.domain.territories.models import Territory

DATA = Path(__file__).parent / "data"
Ids = dict[Any, int]


def load(plans: Ids, goals: Ids, articles: Ids, loaded: Loaded) -> None:
    """`plans` by code, `goals` and `articles` by number."""
    _load_obligations(articles, loaded)
    _load_publications(plans, goals, loaded)


def _ids(held: dict[Any, Any]) -> Ids:
    return {key: row.pk for key, row in held.items()}


def _load_obligations(articles: Ids, loaded: Loaded) -> None:
    lines = read_rows(DATA / "obligations.csv")
    obligations = _ids(
        upsert(
            Obligation,
            [
                {
                    **others(line, "articles"),
                    "first_due": day(line["first_due"]),
                    "period_years": number(line["period_years"]),
                }
                for line in lines
            ],
            key=("code",),
            loaded=loaded,
            name="obligations",
        )
    )
    relink(
        Obligation.articles.through,
        ("obligation_id", "lawarticle_id"),
        (
            (obligations[line["code"]], articles[int(article)])
            for line in lines
            for article in line["articles"].split()
        ),
    )
    upsert(
        KnownDocument,
        [
            {
                **others(line, "obligation", "article"),
                "obligation_id": obligations[line["obligation"]] if line["obligation"] else None,
                "article_id": articles[int(line["article"])] if line["article"] else None,
                "due_on": day(line["due_on"]),
            }
            for line in read_rows(DATA / "known_documents.csv")
        ],
        key=("code",),
        loaded=loaded,
        name="known documents",
    )


def _load_publications(plans: Ids, goals: Ids, loaded: Loaded) -> None:
    territories = dict(Territory.objects.exclude(level="municipality").values_list("code", "pk"))
    lines = read_rows(DATA / "publications.csv")
    held = _ids(
        upsert(
            Publication,
            [
                {
                    **others(line, "plan", "territory", "goals"),
                    "title_key": sort_key(line["title"]),
                    "plan_id": plans[line["plan"]] if line["plan"] else None,
                    "territory_id": territories[line["territory"]] if line["territory"] else None,
                }
                for line in lines
            ],
            key=("code",),
            loaded=loaded,
            name="publications",
        )
    )
    relink(
        Publication.goals.through,
        ("publication_id", "goal_id"),
        ((held[line["code"]], goals[int(goal)]) for line in lines for goal in line["goals"].split()),
    )

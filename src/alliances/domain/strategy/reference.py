"""The reference files of this room: the law, the plans, what was published about the money, the obligations.

Territories and indicators must be loaded before (see `territories.reference`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from alliances.domain.common.reference import Loaded, cents, day, number, others, read_rows, relink, upsert
from alliances.domain.strategy import reference_documents as documents
from alliances.domain.strategy.models import (
    Goal,
    Law,
    LawArticle,
    LegalAxis,
    Measure,
    MeasureAnchor,
    MeasurePlace,
    Plan,
    PlanAxis,
    PublishedAmount,
    PublishedMandataire,
    ResponsibleBody,
    Target,
    Wording,
)
from alliances.domain.territories.models import Indicator, Territory

DATA = Path(__file__).parent / "data"
Ids = dict[Any, int]


@transaction.atomic
def load() -> Loaded:
    """Loads every file of the room.

    Returns how many rows each holds, and how many were corrected or vanished.
    """
    loaded = Loaded()
    articles, goals = _load_law(loaded)
    plans, measures = _load_plans(loaded)
    upsert(
        MeasureAnchor,
        _anchors(measures, goals, articles),
        key=("measure_id", "goal_id", "article_id"),
        loaded=loaded,
        name="measure anchors",
    )
    upsert(Target, _targets(plans, articles), key=("code",), loaded=loaded, name="targets")
    _load_money(plans, loaded)
    documents.load(plans, goals, articles, loaded)
    return loaded


def _ids(held: dict[Any, Any]) -> Ids:
    return {key: row.pk for key, row in held.items()}


# The law


def _load_law(loaded: Loaded) -> tuple[Ids, Ids]:
    """Articles by number, goals by number."""
    laws = upsert(
        Law,
        [{**line, "assented_on": day(line["assented_on"])} for line in read_rows(DATA / "law.csv")],
        key=("code",),
        loaded=loaded,
        name="laws",
    )
    law = laws["L-7"].pk
    articles = _by_last_key(
        upsert(
            LawArticle,
            [
                {**line, "law_id": law, "number": int(line["number"])}
                for line in read_rows(DATA / "articles.csv")
            ],
            key=("law_id", "number"),
            loaded=loaded,
            name="articles",
        )
    )
    goals = _by_last_key(
        upsert(
            Goal,
            [
                {**line, "law_id": law, "article_id": articles[6], "number": int(line["number"])}
                for line in read_rows(DATA / "goals.csv")
            ],
            key=("law_id", "number"),
            loaded=loaded,
            name="goals",
        )
    )
    upsert(LegalAxis, _legal_axes(law, articles), key=("law_id", "number"), loaded=loaded, name="legal axes")
    upsert(
        Wording,
        _wordings(articles, goals),
        key=("article_id", "goal_id", "rank"),
        loaded=loaded,
        name="wordings",
    )
    return articles, goals


def _by_last_key(held: dict[Any, Any]) -> Ids:
    return {key[-1]: row.pk for key, row in held.items()}


def _legal_axes(law: int, articles: Ids) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "legal_axes.csv"):
        yield {
            **others(line, "number", "detailed_in"),
            "law_id": law,
            "number": int(line["number"]),
            "detailed_in_id": articles[int(line["detailed_in"])],
        }


def _wordings(articles: Ids, goals: Ids) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "wordings.csv"):
        of_article = line["of"] == "article"
        yield {
            "article_id": articles[int(line["number"])] if of_article else None,
            "goal_id": None if of_article else goals[int(line["number"])],
            "rank": int(line["rank"]),
            "text": line["text"],
            "source": line["source"],
        }


# The plans


def _load_plans(loaded: Loaded) -> tuple[Ids, Ids]:
    """Plans by code, measures by code."""
    law = Law.objects.get(code="L-7").pk
    bodies = _ids(
        upsert(
            ResponsibleBody,
            read_rows(DATA / "responsible_bodies.csv"),
            key=("acronym",),
            loaded=loaded,
            name="responsible bodies",
        )
    )
    plans = _ids(upsert(Plan, _plans(law), key=("code",), loaded=loaded, name="plans"))
    axes = _load_axes(plans, bodies, loaded)
    measures = _load_measures(plans, axes, bodies, loaded)
    upsert(
        MeasurePlace,
        _places(plans, axes, measures),
        key=("plan_id", "number"),
        loaded=loaded,
        name="numbered places",
    )
    return plans, measures


def _plans(law: int) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "plans.csv"):
        yield {
            **others(line, "total_cad", "new_money_cad"),
            "law_id": law,
            "total_cents": cents(line["total_cad"]),
            "new_money_cents": cents(line["new_money_cad"]),
            "announced_on": day(line["announced_on"]),
            "measures_count": number(line["measures_count"]),
            "bodies_count": number(line["bodies_count"]),
        }


def _load_axes(plans: Ids, bodies: Ids, loaded: Loaded) -> Ids:
    """Axes and objectives by (plan code, their own code)."""
    lines = read_rows(DATA / "plan_axes.csv")
    held: dict[Any, PlanAxis] = {}
    for name, wanted in (("plan axes", False), ("plan objectives", True)):
        of_this_kind = [line for line in lines if (line["level"] == "objectif") is wanted]
        by_code = {
            (line["plan"], line["code"]): held[plans[line["plan"]], int(line["rank"])].pk
            for line in lines
            if line["code"] and (plans[line["plan"]], int(line["rank"])) in held
        }
        scope = (
            PlanAxis.objects.filter(level="objectif")
            if wanted
            else PlanAxis.objects.exclude(level="objectif")
        )
        held |= upsert(
            PlanAxis,
            [
                {
                    **others(line, "plan", "parent_code", "responsible"),
                    "plan_id": plans[line["plan"]],
                    "rank": int(line["rank"]),
                    "parent_id": by_code[line["plan"], line["parent_code"]] if wanted else None,
                    "measures_read": line["measures_read"] == "yes",
                }
                for line in of_this_kind
            ],
            key=("plan_id", "rank"),
            loaded=loaded,
            name=name,
            scope=scope,
        )
    rows = {(line["plan"], line["rank"]): held[plans[line["plan"]], int(line["rank"])].pk for line in lines}
    relink(
        PlanAxis.responsible.through,
        ("planaxis_id", "responsiblebody_id"),
        (
            (rows[line["plan"], line["rank"]], bodies[acronym])
            for line in lines
            for acronym in line["responsible"].split()
        ),
    )
    return {(line["plan"], line["code"]): rows[line["plan"], line["rank"]] for line in lines if line["code"]}


def _load_measures(plans: Ids, axes: Ids, bodies: Ids, loaded: Loaded) -> Ids:
    lines = read_rows(DATA / "measures.csv")
    measures: Ids = {}
    for name, wanted in (("measures", False), ("parts of measures", True)):
        scope = Measure.objects.exclude(parent=None) if wanted else Measure.objects.filter(parent=None)
        held = upsert(
            Measure,
            [_measure(line, plans, axes, measures) for line in lines if bool(line["parent"]) is wanted],
            key=("code",),
            loaded=loaded,
            name=name,
            scope=scope,
        )
        measures |= _ids(held)
    relink(
        Measure.responsible.through,
        ("measure_id", "responsiblebody_id"),
        (
            (measures[line["code"]], bodies[acronym])
            for line in lines
            for acronym in line["responsible"].split()
        ),
    )
    return measures


def _measure(line: dict[str, str], plans: Ids, axes: Ids, measures: Ids) -> dict[str, Any]:
    return {
        **others(line, "plan", "parent", "axis", "objective", "responsible", "amount_cad"),
        "plan_id": plans[line["plan"]],
        "rank": int(line["rank"]),
        "parent_id": measures[line["parent"]] if line["parent"] else None,
        "axis_id": axes[line["plan"], line["axis"]] if line["axis"] else None,
        "objective_id": axes[line["plan"], line["objective"]] if line["objective"] else None,
        "amount_cents": cents(line["amount_cad"]),
    }


def _places(plans: Ids, axes: Ids, measures: Ids) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "measure_places.csv"):
        yield {
            "plan_id": plans[line["plan"]],
            "number": int(line["number"]),
            "axis_id": axes[line["plan"], line["axis"]] if line["axis"] else None,
            "objective_id": axes[line["plan"], line["objective"]] if line["objective"] else None,
            "measure_id": measures[line["measure"]] if line["measure"] else None,
            "source": line["source"],
        }


def _anchors(measures: Ids, goals: Ids, articles: Ids) -> Iterator[dict[str, Any]]:
    for line in read_rows(DATA / "measure_anchors.csv"):
        yield {
            **others(line, "measure", "goal", "article"),
            "measure_id": measures[line["measure"]],
            "goal_id": goals[int(line["goal"])] if line["goal"] else None,
            "article_id": articles[int(line["article"])] if line["article"] else None,
        }


def _targets(plans: Ids, articles: Ids) -> Iterator[dict[str, Any]]:
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    for line in read_rows(DATA / "targets.csv"):
        yield {
            **others(line, "plan", "article", "indicator"),
            "plan_id": plans[line["plan"]] if line["plan"] else None,
            "article_id": articles[int(line["article"])] if line["article"] else None,
            "indicator_id": indicators[line["indicator"]] if line["indicator"] else None,
            "is_output": line["is_output"] == "yes",
            "rank": int(line["rank"]),
        }


# What was published about the money


def _load_money(plans: Ids, loaded: Loaded) -> None:
    territories = dict(Territory.objects.exclude(level="municipality").values_list("code", "pk"))
    upsert(
        PublishedAmount,
        [
            {
                **others(line, "plan", "territory", "region", "amount_cad"),
                "plan_id": plans[line["plan"]] if line["plan"] else None,
                "territory_id": territories[line["territory"]] if line["territory"] else None,
                "region_id": territories[line["region"]] if line["region"] else None,
                "amount_cents": cents(line["amount_cad"]),
                "rank": int(line["rank"]),
            }
            for line in read_rows(DATA / "published_amounts.csv")
        ],
        key=("rank",),
        loaded=loaded,
        name="published amounts",
    )
    upsert(
        PublishedMandataire,
        [
            {
                **others(line, "territory"),
                "territory_id": territories[line["territory"]],
                "rank": int(line["rank"]),
                "confirmed": line["confirmed"] == "yes",
            }
            for line in read_rows(DATA / "published_mandataires.csv")
        ],
        key=("territory_id", "rank"),
        loaded=loaded,
        name="published mandataires",
    )

"""What the strategy says, and what it leaves unsaid."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from alliances.domain.bodies.models import Body, BodyStanding, HolderStatus, Seat, SeatCategory, SeatQuota
from alliances.domain.strategy.models import (
    Goal,
    InForce,
    LawArticle,
    Measure,
    MeasurePlace,
    Obligation,
    Plan,
    PlanAxis,
    PlanStatus,
    PublishedAmount,
    PublishedMandataire,
    Reading,
    Target,
    TitleStatus,
    Wording,
)
from alliances.domain.strategy.rules import Standing, calendar, due_days, previous_and_next

pytestmark = pytest.mark.usefixtures("loaded")
TODAY = date(2026, 11, 23)


def test_article_11_is_shown_in_the_wording_of_the_context_document() -> None:
    wording = Wording.objects.filter(article__number=11).earliest("rank")
    assert wording.text == (
        "favoriser la participation citoyenne, particulièrement celle des personnes en situation de pauvreté "
        "et d’exclusion sociale et des organismes qui les représentent"
    )
    assert "Mise en contexte des Alliances pour la solidarité" in wording.source


def test_goals_have_their_first_wording_and_another_beside_it() -> None:
    goals = Goal.objects.prefetch_related("wordings")
    assert [goal.number for goal in goals] == [1, 2, 3, 4, 5]
    assert all(len(goal.wordings.all()) == 2 for goal in goals)
    first, last = goals[0], goals[4]
    assert first.wording.endswith("et lutter contre les préjugés")
    assert last.wording.endswith("afin de lutter collectivement contre la pauvreté et l’exclusion sociale")


def test_an_article_not_read_says_nothing() -> None:
    unread = LawArticle.objects.filter(reading=Reading.NOT_READ)
    assert unread.count() > 40
    assert not unread.exclude(paraphrase="").exists()
    article = unread.earliest("number")
    article.paraphrase = "Une affirmation."
    with pytest.raises(IntegrityError), transaction.atomic():
        article.save()


def test_the_observatory_is_not_in_force_and_that_is_a_fact() -> None:
    observatory = LawArticle.objects.filter(number__gte=35, number__lte=45)
    assert set(observatory.values_list("in_force", flat=True)) == {InForce.NOT_IN_FORCE}
    assert Body.objects.get(code="OBSERVATOIRE").standing == BodyStanding.NOT_IN_FORCE
    assert Body.objects.get(code="CEPE").standing == BodyStanding.ACTIVE


def test_plans_say_whether_they_are_in_force() -> None:
    assert Plan.objects.get(status=PlanStatus.IN_FORCE).code == "PAGMAP"
    measure = Measure.objects.get(code="PAGMAP-3.1.1.1")
    assert measure.number == "3.1.1.1"
    assert measure.plan.is_in_force
    assert [body.acronym for body in measure.responsible.all()] == ["MESS"]


def test_axes_of_the_plans_are_not_those_of_the_law() -> None:
    objectives = PlanAxis.objects.filter(plan__code="PAGIEPS", level="objectif").order_by("code")
    assert [axis.code for axis in objectives] == [f"3.{number}" for number in range(1, 9)]
    assert {axis.parent.code for axis in objectives.select_related("parent")} == {"3"}
    first = objectives.get(code="3.1")
    assert sorted(first.responsible.values_list("acronym", flat=True)) == ["MTESS", "SHQ"]


def test_numbered_places_are_43_and_most_are_empty() -> None:
    places = {
        place.number: place
        for place in MeasurePlace.objects.select_related("axis", "objective", "measure").order_by("number")
    }
    assert sorted(places) == list(range(1, 44))
    assert [number for number, place in places.items() if place.measure] == [11, 12]
    assert {places[number].axis.code for number in range(1, 9)} == {"1"}
    assert {places[number].axis.code for number in (9, 10)} == {"2"}
    assert {places[number].objective.code for number in (11, 12)} == {"3.1"}
    assert all(places[number].axis is None for number in range(13, 44))


def test_official_titles_and_descriptions_are_told_apart() -> None:
    statuses = set(Measure.objects.values_list("title_status", flat=True))
    assert statuses == {TitleStatus.OFFICIAL, TitleStatus.PARAPHRASE}
    assert Measure.objects.get(code="PAGIEPS-11").title_status == TitleStatus.OFFICIAL
    assert not Measure.objects.filter(title__startswith="[").exists()


def test_targets_leave_what_nobody_published_empty() -> None:
    assert Target.objects.count() == 5
    assert not Target.objects.exclude(method="").exists()
    assert Target.objects.get(code="100-000").due == "2023"


@pytest.mark.parametrize(
    ("conflict", "amounts"),
    [
        ("mauricie-2024", [580_268_200, 580_568_200]),
        ("montreal-2018", [4_475_000_000, 5_000_000_000]),
        ("centre-du-quebec-2019", [330_000_000, 340_000_000]),
    ],
)
def test_conflicting_amounts_stand_side_by_side(conflict: str, amounts: list[int]) -> None:
    rows = PublishedAmount.objects.filter(conflict=conflict)
    assert sorted(rows.values_list("amount_cents", flat=True)) == amounts
    assert len(set(rows.values_list("source", flat=True))) == 2


def test_lanaudiere_balances_add_up_to_the_cent() -> None:
    parts = PublishedAmount.objects.filter(source__contains="hebdorivenord.com")
    total = parts.get(recipient="Lanaudière, quatre MRC et volet régional")
    assert sum(row.amount_cents for row in parts if row.pk != total.pk) == total.amount_cents == 389_678_486


def test_a_region_may_have_several_mandataires() -> None:
    def names(region: str) -> set[str]:
        rows = PublishedMandataire.objects.filter(territory__path__startswith=f"QC/{region}/", rank=1)
        return set(rows.values_list("name", flat=True))

    assert len(names("10")) == 3
    assert names("11") == {"Regroupement des MRC de la Gaspésie", "Carrefour jeunesse-emploi des Îles"}
    assert PublishedMandataire.objects.get(territory__code="09", rank=1).name == ""
    assert not PublishedMandataire.objects.get(territory__code="13", rank=1).confirmed


def test_seventeen_seats_and_nobody_named() -> None:
    seats = Seat.objects.filter(body__code="CCLP")
    assert seats.count() == 17
    assert set(seats.values_list("holder_status", flat=True)) == {HolderStatus.UNVERIFIED}
    assert seats.filter(voting=False).count() == 2
    quota = SeatQuota.objects.get(category=SeatCategory.ANTI_POVERTY)
    assert (quota.seats, quota.lived_experience_minimum) == (5, 3)


def test_the_three_year_report_falls_due_every_three_years() -> None:
    report = Obligation.objects.get(code="OBL-07")
    years = [day.year for day in due_days(report, until=TODAY)]
    assert years == [2010, 2013, 2016, 2019, 2022, 2025, 2028]
    assert previous_and_next(report, today=TODAY) == (date(2025, 10, 17), date(2028, 10, 17))
    assert previous_and_next(report, today=date(2010, 10, 17)) == (date(2010, 10, 17), date(2013, 10, 17))


def test_a_past_date_is_not_verified_never_late() -> None:
    dates = calendar(Obligation.objects.get(code="OBL-07"), today=TODAY)
    assert {due.standing for due in dates if due.day <= TODAY} == {Standing.NOT_VERIFIED}
    assert dates[-1].standing == Standing.TO_COME
    assert not [standing for standing in Standing if "late" in standing or "overdue" in standing]


def test_obligations_tell_how_their_basis_is_known() -> None:
    readings = dict(Obligation.objects.values_list("code", "reading"))
    assert readings["OBL-01"] == Reading.NOT_READ
    assert readings["OBL-03"] == Reading.VIA
    assert readings["OBL-07"] == Reading.TEXT
    both = Obligation.objects.get(code="OBL-08")
    assert sorted(both.articles.values_list("number", flat=True)) == [5, 11]

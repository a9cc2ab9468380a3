"""A region's rules: typed with their source, holes said, refused by the database when they contradict one another."""

import html

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests import factories

from alliances.domain.agreements.models import Framework, FrameworkRule, RuleCode
from alliances.spaces.framework import rule_lines
from alliances.spaces.manager.framework_forms import PercentsField

pytestmark = pytest.mark.django_db

TYPED = {
    "valid_from": "2026-01-15",
    "source": "Guide de la région, 2026",
    "eligible_legal_forms": ["non_profit", "cooperative"],
    "local_percent": "0",
    "max_share_percent": "90",
    "max_grant_cents": "40 000",
    "scores_per_application": "3",
    "instalment_percents": "60, 40",
    "source_max_share_percent": "Page de la MRC",
    "date_max_share_percent": "2025-06-01",
    "source_offer_valid_days": "Cherché dans le guide : rien.",
}


@pytest.fixture
def alliance(world):
    return factories.signed_alliance(world)


def text(answer):
    return html.unescape(answer.content.decode())


def test_each_rule_keeps_its_own_source_and_a_hole_says_where_it_was_looked_for(world, alliance, as_manager):
    new = reverse("manager_framework_new", args=[alliance.pk])
    assert as_manager.post(new, TYPED).status_code == 302
    latest = Framework.objects.filter(alliance=alliance).first()
    assert latest.eligible_legal_forms == ["non_profit", "cooperative"]
    assert (latest.local_percent, latest.minimum_partners, latest.offer_valid_days) == (0, None, None)
    assert latest.instalment_percents == [60, 40]
    read = latest.provenance()
    assert read[RuleCode.MAX_SHARE].source == "Page de la MRC"
    assert read[RuleCode.MAX_SHARE].source_date.isoformat() == "2025-06-01"
    assert read[RuleCode.MAX_GRANT].source == "Guide de la région, 2026"
    assert read[RuleCode.OFFER_DAYS].source == "Cherché dans le guide : rien."
    assert RuleCode.PARTNERS not in read
    shown = {line.code: line.shown for line in rule_lines(latest)}
    assert (shown["minimum_partners"], shown["offer_valid_days"]) == ("", "")
    page = text(as_manager.get(reverse("manager_alliance", args=[alliance.pk])))
    for said in ("40\u00a0000,00\u00a0$", "60\u00a0%, puis 40\u00a0%", "non publié", "Cherché dans le guide"):
        assert said in page


def test_the_next_version_starts_from_the_one_before_with_its_sources(world, alliance, as_manager):
    new = reverse("manager_framework_new", args=[alliance.pk])
    as_manager.post(new, TYPED)
    form = as_manager.get(new).context["form"]
    assert form["source_max_share_percent"].value() == "Page de la MRC"
    assert form["max_grant_cents"].value() == "40\u00a0000,00"
    assert form["instalment_percents"].value() == "60, 40"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("60, 30", "Elles doivent faire 100"), ("abc", "séparées par des virgules"), ("0,100", "plus grande que zéro"),
     ("1," * 99 + "1", "plus grande que zéro"), ("9" * 5000, "séparées par des virgules")],
)  # fmt: skip
def test_instalments_that_do_not_make_a_whole_are_refused_and_stay_typed(
    world, alliance, as_manager, typed, said
):
    new = reverse("manager_framework_new", args=[alliance.pk])
    answer = as_manager.post(new, {**TYPED, "instalment_percents": typed})
    assert answer.status_code == 200
    assert said in text(answer)
    assert typed[:50] in text(answer)
    assert Framework.objects.filter(alliance=alliance).count() == 1


@given(st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_percents_are_read_back_as_they_are_written(parts):
    field = PercentsField()
    typed = field.prepare_value(parts)
    assert field.to_python(typed) == parts


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"instalment_percents": [60, 41]}, "framework_instalments_whole"),
        ({"instalment_percents": []}, "framework_instalments_whole"),
        ({"instalment_percents": [0, 100]}, "framework_instalments_whole"),
        ({"eligible_legal_forms": ["company"]}, "framework_legal_forms_known"),
        ({"eligible_legal_forms": []}, "framework_legal_forms_known"),
        ({"max_share_percent": 101}, "framework_percents_in_range"),
        ({"max_grant_cents": 0}, "framework_grant_positive"),
        ({"offer_valid_days": 0}, "framework_counts_in_range"),
        ({"minimum_partners": 0}, "framework_counts_in_range"),
    ],
)
def test_the_database_refuses_a_rule_that_contradicts_itself(world, alliance, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Framework.objects.filter(alliance=alliance).update(**changes)


def test_a_rule_without_a_source_is_refused_by_the_database(world, alliance):
    framework = alliance.frameworks.get()
    with pytest.raises(IntegrityError, match="framework_rule_has_source"), transaction.atomic():
        FrameworkRule.objects.create(framework=framework, code=RuleCode.PARTNERS, source="")

"""An organisation of near name is asked about before anybody signs, and enters once."""

import pytest
from django.urls import reverse
from tests import factories
from tests.openings.test_openings import AS_OF, explained, prepare, rows_for, second_manager, workbook

from alliances.domain.common.text import sort_key
from alliances.domain.common.verdict import Refused
from alliances.domain.grants.models import Grant
from alliances.domain.openings import actions, names, rules
from alliances.domain.openings.sheets import ORGANISATIONS
from alliances.domain.people.models import Organisation


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Le Garde-manger", "Garde Manger inc.", True),
        ("Café solidaire", "Cafe Solidaire", True),
        ("Maison des jeunes de l’Érable", "Maison de jeunes Érable (OBNL)", True),
        ("Comptoir alimentaire du Rivage", "Comptoir alimentaire Rivages", True),
        ("Moisson", "Moisson Rive-Sud", False),
        ("Maison des familles", "Centre d’action bénévole", False),
        ("Table de concertation A", "???", False),
    ],
)
def test_names_of_the_same_words_or_nearly_are_near(one, other, near):
    assert names.are_near(names.words(one), names.words(other)) is near


@pytest.fixture
def world(db):
    return factories.world()


@pytest.fixture
def alliance(world):
    return factories.signed_alliance(world)


def held(world, name="Comptoir (organisme fictif)", **given):
    return Organisation.objects.create(name=name, territory=world.here.mrcs[0], is_fictitious=True, **given)


def answer(world, opening, key):
    return actions.explain(
        actor=world.here.manager,
        opening=opening,
        explanations={each.code: "Vérifié." for each in rules.differences(opening.alliance, opening.rows)},
        same_as={"2": key},
    )


def signed_twice(world, opening):
    actions.propose(actor=world.here.manager, opening=opening)
    actions.adopt(actor=second_manager(world), opening=opening)
    return Grant.objects.get()


def test_nobody_signs_before_each_near_name_is_told_apart(world, alliance):
    held(world)
    opening = prepare(world, alliance)
    actions.explain(
        actor=world.here.manager,
        opening=opening,
        explanations={each.code: "Vérifié." for each in rules.differences(alliance, opening.rows)},
        same_as={},
    )
    with pytest.raises(Refused, match="noms proches"):
        actions.propose(actor=world.here.manager, opening=opening)


def test_the_same_organisation_keeps_its_file_and_its_name(world, alliance):
    here = held(world)
    grant = signed_twice(world, answer(world, prepare(world, alliance), here.sort_key))
    assert grant.organisation == here
    assert Organisation.objects.filter(name__contains="Comptoir").count() == 1


def test_another_organisation_gets_a_file_of_its_own(world, alliance):
    here = held(world)
    grant = signed_twice(world, answer(world, prepare(world, alliance), names.OTHER))
    assert grant.organisation != here
    assert grant.organisation.name == "Le Comptoir (organisme fictif)"


def test_the_enterprise_number_needs_no_question(world, alliance):
    here = held(world, name="Un tout autre nom", neq="1142536475")
    rows = rows_for(world)
    rows["organisations"][0].append("1142536475")
    opening = explained(world, alliance, rows)
    assert names.likenesses(alliance, opening.rows) == []
    assert signed_twice(world, opening).organisation == here


def test_two_near_names_of_the_sheet_are_one_when_somebody_says_so(world, alliance):
    rows = rows_for(world)
    rows["organisations"].append(["Comptoir (organisme fictif)", world.here.mrcs[0].code, ""])
    opening = prepare(world, alliance, rows)
    (likeness,) = names.likenesses(
        alliance, opening.rows
    )  # `opening` is the page of a person who looked before
    assert (likeness.line, likeness.name) == (3, "Comptoir (organisme fictif)")
    actions.explain(
        actor=world.here.manager,
        opening=opening,
        explanations={each.code: "Vérifié." for each in rules.differences(alliance, opening.rows)},
        same_as={"3": sort_key("Le Comptoir (organisme fictif)")},
    )
    signed_twice(world, opening)
    assert Organisation.objects.filter(name__contains="Comptoir").count() == 1


def test_only_an_organisation_that_was_offered_can_be_the_same(world, alliance):
    held(world)
    foreign = Organisation.objects.create(name="Fanfare", territory=world.there.mrcs[0])
    opening = answer(world, prepare(world, alliance), foreign.sort_key)
    assert opening.same_as == {}


def test_what_was_answered_is_under_the_signature(world, alliance):
    here = held(world)
    opening = answer(world, prepare(world, alliance), here.sort_key)
    before = actions.digest_of(opening)
    opening.same_as = {"2": names.OTHER}
    assert actions.digest_of(opening) != before


def test_the_page_asks_and_keeps_the_answer(world, alliance, client):
    here = held(world)
    opening = prepare(world, alliance)
    client.force_login(world.here.manager)
    address = reverse("manager_opening", args=[opening.pk])
    assert "Est-ce le même organisme?" in client.get(address).content.decode()
    client.post(reverse("manager_opening_explain", args=[opening.pk]), {"nom-2": f"={here.sort_key}"})
    opening.refresh_from_db()
    assert opening.same_as == {"2": here.sort_key}
    assert "selected>C’est le même" in client.get(address).content.decode()


def test_two_lines_of_one_enterprise_number_are_refused(world, alliance):
    rows = rows_for(world)
    place = world.here.mrcs[0].code
    rows["organisations"] = [["Un", place, "", "1142536475"], ["Deux", place, "", "1142536475"]]
    rows["grants"][0][1] = "Un"
    _opening, problems = actions.prepare(
        actor=world.here.manager, alliance=alliance, as_of=AS_OF, file_name="x.xlsx", content=workbook(rows)
    )
    assert [(each.sheet, each.line) for each in problems] == [(str(ORGANISATIONS.title), 3)]


def test_a_name_of_another_region_is_asked_about_and_never_taken_for_ours(world, alliance):
    theirs = Organisation.objects.create(
        name="Le Comptoir (organisme fictif)", territory=world.there.mrcs[0], is_fictitious=True
    )
    opening = prepare(world, alliance)
    (likeness,) = names.likenesses(alliance, opening.rows)
    ((key, shown),) = likeness.candidates
    assert shown == f"Le Comptoir (organisme fictif), {world.there.mrcs[0].name}"
    grant = signed_twice(world, answer(world, opening, names.OTHER))
    assert grant.organisation != theirs
    assert grant.organisation.territory == world.here.mrcs[0]
    assert key == f"{names.ELSEWHERE}{theirs.pk}"


def test_an_organisation_of_another_region_is_ours_when_somebody_says_so(world, alliance):
    theirs = Organisation.objects.create(
        name="Le Comptoir (organisme fictif)", territory=world.there.mrcs[0], is_fictitious=True
    )
    opening = answer(world, prepare(world, alliance), f"{names.ELSEWHERE}{theirs.pk}")
    assert signed_twice(world, opening).organisation == theirs


def test_two_enterprise_numbers_are_two_organisations_whatever_their_names(world, alliance):
    here = held(world, name="Le Comptoir (organisme fictif)", neq="1142536475")
    rows = rows_for(world)
    rows["organisations"][0].append("1143920116")
    opening = explained(world, alliance, rows)
    assert names.likenesses(alliance, opening.rows) == []
    grant = signed_twice(world, opening)
    assert grant.organisation != here
    assert grant.organisation.neq == "1143920116"


def test_a_grant_names_an_organisation_of_the_sheet_or_of_the_territory(world, alliance):
    Organisation.objects.create(name="Ailleurs (organisme fictif)", territory=world.there.mrcs[0])
    rows = rows_for(world)
    rows["grants"][0][1] = "Ailleurs (organisme fictif)"
    problems = refused(world, alliance, rows)
    assert [each.column for each in problems] == ["Nom de l’organisme"]


def refused(world, alliance, rows):
    opening, problems = actions.prepare(
        actor=world.here.manager, alliance=alliance, as_of=AS_OF, file_name="reprise.xlsx", content=workbook(rows)
    )  # fmt: skip
    assert opening is None
    return problems


def test_a_resolution_is_of_one_region_and_of_one_day(world, alliance):
    signed_twice(world, explained(world, alliance))
    other = factories.signed_alliance(world, world.there)
    rows = rows_for(world.there.mrcs[0].code)
    opening, problems = actions.prepare(
        actor=world.there.manager, alliance=other, as_of=AS_OF, file_name="reprise.xlsx", content=workbook(rows)
    )  # fmt: skip
    assert opening is None
    assert [(each.column, "Une autre région" in each.sentence) for each in problems] == [
        ("Instance qui a décidé", True)
    ]
    rows["grants"][0][6] = "Conseil d’essai de Lanaudière"
    rows["grants"].append([*rows["grants"][0]])
    rows["grants"][1][0], rows["grants"][1][8] = "2025-015", "2025-06-11"
    _opening, problems = actions.prepare(
        actor=world.there.manager, alliance=other, as_of=AS_OF, file_name="reprise.xlsx", content=workbook(rows)
    )  # fmt: skip
    assert ["autre date" in each.sentence for each in problems] == [True]

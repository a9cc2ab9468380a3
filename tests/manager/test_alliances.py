"""An Alliance from its draft to its amendments: its parties, its years that make the envelope, who may write what."""

import html
import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.manager.conftest import signed_in

from alliances.domain.agreements import actions
from alliances.domain.agreements.models import Amendment, PublishedRule, YearAmount
from alliances.domain.agreements.queries import published_rules
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.envelopes.money import received_cents
from alliances.spaces.differences import Difference, of_amendment
from alliances.spaces.years import year_table

pytestmark = pytest.mark.django_db
NAUGHTY = '<img src=x onerror=alert(1)>’"; {{ 7*7 }}'


def text(answer):
    return html.unescape(answer.content.decode())


@pytest.fixture
def draft(world):
    here = world.here
    return actions.prepare(
        actor=here.officer, name="Alliance à écrire", territory=here.region, plan=world.plan,
        mandataire=factories.organisation("Mandataire d’essai", here.region),
        envelope=factories.envelope(world, here, 100_001, name="Deuxième"),
        protocol_number="", starts_on=date(2024, 4, 1), ends_on=date(2029, 3, 31),
    )  # fmt: skip


def typed(client, url, **changes):
    """What the form of the page holds, as a browser would send it back."""
    form = client.get(url).context["form"]
    values = {bound.name: bound.field.prepare_value(bound.value()) for bound in form}
    return {**{name: "" if value is None else value for name, value in values.items()}, **changes}


def set_now():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_draft_is_edited_by_either_side_with_its_parties_and_years(world, draft):
    url = reverse("manager_alliance_edit", args=[draft.pk])
    region = signed_in(world.here.manager)
    proposed = typed(region, url)
    assert proposed["year_2024"] == "200,01"  # five equal years, the odd cent in the first
    values = {**proposed, "name": NAUGHTY, "protocol_number": "P-77", "protocol_url": "https://exemple.test/p.pdf",
              "party_name_1": "Ministère", "party_capacity_1": "ministry", "party_signed_on_1": "2025-01-10",
              "party_name_2": NAUGHTY, "party_capacity_2": "mandataire", "party_function_2": "Direction"}  # fmt: skip
    assert region.post(url, values).status_code == 302
    set_now()
    draft.refresh_from_db()
    assert (draft.name, draft.protocol_number) == (NAUGHTY, "P-77")
    assert list(draft.parties.values_list("rank", "name", "capacity")) == [
        (1, "Ministère", "ministry"), (2, NAUGHTY, "mandataire"),
    ]  # fmt: skip
    assert sum(draft.years.values_list("amount_cents", flat=True)) == 100_001
    page = region.get(reverse("manager_alliance", args=[draft.pk]))
    assert b"<img src=x" not in page.content
    assert "Direction" in text(page)
    officer = signed_in(world.here.officer)
    assert officer.post(url, typed(officer, url, name="Mieux", party_name_1="")).status_code == 302
    assert list(draft.parties.values_list("name", flat=True)) == [NAUGHTY]


def test_what_the_other_side_wrote_meanwhile_is_said_and_not_written_over(world, draft):
    url = reverse("manager_alliance_edit", args=[draft.pk])
    region, officer = signed_in(world.here.manager), signed_in(world.here.officer)
    mine = typed(region, url, name="Nom de la région", seen=seen_on(region, url))
    assert officer.post(url, typed(officer, url, name="Nom du ministère")).status_code == 302
    told = text(region.post(url, mine))
    assert "Nom du ministère" in told
    assert "Nom de la région" in told
    draft.refresh_from_db()
    assert draft.name == "Nom du ministère"
    assert region.post(url, mine | {"seen": seen_on(region, url)}).status_code == 302


def seen_on(client, url):
    return re.search(r'name="seen" value="([^"]+)"', client.get(url).content.decode())[1]


@pytest.mark.parametrize(("last", "said"), [("200,01", "de trop pour l’enveloppe"), ("100,00", "Il manque")])
def test_years_that_do_not_make_the_envelope_are_refused_with_the_gap(world, draft, last, said):
    url = reverse("manager_alliance_edit", args=[draft.pk])
    region = signed_in(world.here.manager)
    answer = text(region.post(url, typed(region, url, year_2028=last)))
    assert said in answer
    assert f'value="{last}"' in answer
    assert not draft.years.exists()


def test_the_database_itself_refuses_years_that_do_not_make_the_envelope(draft):
    for year, cents in ((2024, 100_000), (2031, 100_001)):  # a cent short; the right sum outside its years
        held = transaction.savepoint()
        YearAmount.objects.create(alliance=draft, fiscal_year=year, amount_cents=cents)
        with pytest.raises(IntegrityError, match="its envelope holds 100001"):
            set_now()
        transaction.savepoint_rollback(held)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 100_001), min_size=4, max_size=4))
def test_whatever_the_years_the_table_sums_both_ways(world, draft, cuts):
    bounds = [0, *sorted(cuts), 100_001]
    years = {2024 + n: bounds[n + 1] - bounds[n] for n in range(5)}
    actions.edit_draft(actor=world.here.officer, alliance=draft, fields={}, parties=[], years=years)
    table = year_table(draft)
    assert table.totals == list(years.values())
    assert [sum(cells) for _envelope, _whole, cells in table.lines] == [
        whole for _e, whole, _c in table.lines
    ]
    assert [sum(column) for column in zip(*(cells for *_, cells in table.lines), strict=True)] == table.totals


def test_the_parts_of_a_split_envelope_follow_the_years_to_the_cent(world):
    alliance = factories.signed_alliance(world)
    years = {2024: 1, 2025: 33_333, 2026: 33_333, 2027: 33_333, 2028: 0}
    actions.amend(
        actor=world.here.officer, alliance=alliance, reason="Les montants sont connus.", effective_on=date(2025, 4, 1),
        fields={}, parties=[], years=years,
    )  # fmt: skip
    table = year_table(alliance)
    assert len(table.lines) == 3
    assert table.whole == received_cents(alliance.envelope) == 100_000
    assert [sum(column) for column in zip(*(cells for *_, cells in table.lines), strict=True)] == list(
        years.values()
    )


def test_a_signed_alliance_changes_only_by_an_amendment_of_the_ministry_with_its_reason(world):
    alliance = factories.signed_alliance(world)
    region, officer = signed_in(world.here.manager), signed_in(world.here.officer)
    edit = reverse("manager_alliance_edit", args=[alliance.pk])
    assert "par une nouvelle version" in text(region.post(edit, typed(region, edit, name="Autre")))
    amend = reverse("manager_alliance_amend", args=[alliance.pk])
    assert region.get(amend).status_code == 403
    values = typed(officer, amend, ends_on="2030-03-31", effective_on="2026-01-15")
    assert 'class="error-summary"' in text(officer.post(amend, {**values, "reason": " "}))
    assert officer.post(amend, {**values, "reason": "Prolongée d’un an."}).status_code == 302
    alliance.refresh_from_db()
    amendment = Amendment.objects.get(alliance=alliance)
    assert (alliance.version, alliance.ends_on, alliance.state) == (2, date(2030, 3, 31), "signed")
    assert ["ends_on", "2029-03-31", "2030-03-31"] in amendment.changes
    assert Difference("Fin", "31\u00a0mars\u00a02029", "31\u00a0mars\u00a02030") in of_amendment(amendment)
    for page in ("alliance_page", "manager_alliance"):
        shown = text(region.get(reverse(page, args=[alliance.pk])))
        assert "Ce que la version 2 change" in shown
        assert "31\u00a0mars\u00a02030" in shown
    assert "Prolongée d’un an." in text(Client().get(reverse("alliance_page", args=[alliance.pk])))
    history = text(region.get(reverse("manager_alliance", args=[alliance.pk]))).split("Historique")[1]
    assert "Prolongée d’un an." in history
    assert "Cadre de gestion, version 1" in history
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(alliance=alliance, version=3, effective_on=date(2026, 1, 1), reason="",
                                 made_by=world.here.officer)  # fmt: skip
    same = {
        "fields": {},
        "parties": [],
        "years": {y.fiscal_year: y.amount_cents for y in alliance.years.all()},
    }
    with pytest.raises(Refused, match="Rien n’a changé"):
        actions.amend(
            actor=world.here.officer, alliance=alliance, reason="x", effective_on=date(2026, 2, 1), **same
        )
    with pytest.raises(NotPermitted):
        actions.amend(
            actor=world.there.officer, alliance=alliance, reason="x", effective_on=date(2026, 2, 1), **same
        )


def test_the_page_of_an_alliance_costs_the_same_with_many_frameworks_and_plans(world):
    alliance = factories.signed_alliance(world)
    client = signed_in(world.here.manager)
    url = reverse("manager_alliance", args=[alliance.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _number in range(3):
        actions.adopt_framework(
            actor=world.here.manager, alliance=alliance, source="essai", valid_from=date(2026, 1, 1)
        )
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_the_rules_of_a_region_are_told_with_their_source_and_their_holes(world):
    region, mrc = world.here.region, world.here.mrcs[0]
    known = {"source": "https://exemple.test/guide", "source_date": date(2026, 11, 23)}
    PublishedRule.objects.create(territory=world.province, topic="share", note="Cherché : rien.", **known)
    PublishedRule.objects.create(territory=region, topic="call_mode", statement="Appel en continu.", **known)
    PublishedRule.objects.create(territory=mrc, topic="ceiling", statement="40 000 $ par projet.", **known)
    PublishedRule.objects.create(
        territory=world.there.region, topic="ceiling", statement="Ailleurs.", **known
    )
    found = {each.topic: each for each in published_rules(region)}
    assert [rule.statement for rule in found["ceiling"].rules] == ["40 000 $ par projet."]
    assert (found["share"].rules, found["share"].holes[0].note) == ([], "Cherché : rien.")
    page = text(Client().get(reverse("region_rules", args=[region.code])))
    for said in (
        "Appel en continu.",
        f"{mrc.name} :",
        "Cherché : rien.",
        "https://exemple.test/guide",
        "non publié",
    ):
        assert said in page
    assert "Ailleurs." not in page
    assert "40 000 $" in text(Client().get(reverse("region_rules", args=[mrc.code])))
    assert Client().get(reverse("region_rules", args=["zzz"])).status_code == 404
    with pytest.raises(IntegrityError, match="published_rule_or_hole"), transaction.atomic():
        PublishedRule.objects.create(territory=region, topic="reports", **known)


def test_amounts_and_parties_are_told_in_words_and_a_hole_stays_a_hole():
    kept = Amendment(
        changes=[
            ["party_1", "", "Ville fictive; other; mairie; 2026-02-01"],
            ["year_2025", "100000", "250050"],
            ["name", "Alliance", "Alliance du Sud"],
        ]
    )
    assert [(each.label, each.before, each.after) for each in of_amendment(kept)] == [
        ("Nom", "Alliance", "Alliance du Sud"),
        ("Exercice 2025-2026", "1\u00a0000,00\u00a0$", "2\u00a0500,50\u00a0$"),
        ("Partie 1", "", "Ville fictive, Autre partie, mairie, 1er\u00a0février\u00a02026"),
    ]


def test_a_new_version_of_the_rules_says_which_rules_changed(world):
    alliance = factories.signed_alliance(world)
    first = alliance.frameworks.get()
    actions.adopt_framework(
        actor=world.here.manager, alliance=alliance, source="Essai", valid_from=date(2026, 9, 1),
        local_percent=first.local_percent, max_grant_cents=1_234_500,
    )  # fmt: skip
    page = text(signed_in(world.here.manager).get(reverse("manager_alliance", args=[alliance.pk])))
    changed = page.split("Ce que la version 2 change")[-1].split("</section>")[0]
    assert "12\u00a0345,00\u00a0$" in changed
    assert "Ce que la version 1 change" not in page

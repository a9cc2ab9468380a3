"""The budget without JavaScript: rows added and removed by the buttons, sentences, and nothing typed lost."""

import pytest
from django.urls import reverse
from tests import factories

from alliances.domain.applications import actions

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def draft(world):
    call = factories.open_call(world)
    return actions.start(actor=world.here.coordinator, call=call, organisation=world.here.organisation)


@pytest.fixture
def mine(client, world):
    client.force_login(world.here.coordinator)
    return client


def url(draft):
    return reverse("organisation_application_step", args=[draft.pk, "budget"])


def write(client, draft, act="stay", headers=None, **typed):
    context = client.get(url(draft)).context
    data = {"version": context["version"], "seen": context["seen"], "page": "budget", "act": act}
    return client.post(
        url(draft), {**data, **{k.replace("_", "-"): v for k, v in typed.items()}}, **(headers or {})
    )


def rows(client, draft, side):
    return [row.name for row in client.get(url(draft)).context["form"].rows[side]]


def test_there_is_always_one_blank_row_to_write_in(mine, draft):
    assert rows(mine, draft, "cost") == ["cost-0"]
    answer = write(mine, draft, act="add-cost", cost_0_label="Loyer", cost_0_amount="100")
    assert answer["Location"] == f"{url(draft)}#add-cost"
    assert rows(mine, draft, "cost") == ["cost-0", "cost-1"]


def test_a_row_is_removed_and_the_others_stay(mine, draft):
    typed = {"cost_0_label": "Loyer", "cost_0_amount": "100", "cost_1_label": "Repas", "cost_1_amount": "50"}
    write(mine, draft, **typed)
    answer = write(mine, draft, remove="cost-0", **typed)
    assert answer["Location"] == url(draft)
    assert list(draft.budget_lines.filter(side="cost").values_list("label", "amount_cents")) == [
        ("Repas", 5_000)
    ]
    draft.refresh_from_db()
    assert draft.total_cost_cents == 5_000


def test_the_page_says_what_is_missing_to_balance(mine, draft):
    write(mine, draft, cost_0_label="Loyer", cost_0_amount="1 500", requested="266")
    page = mine.get(url(draft)).content.decode()
    assert "Il manque 1\u00a0234,00\u00a0$ de revenus." in page
    assert "Plafond par projet\u00a0: non publié." in page
    write(mine, draft, cost_0_label="Loyer", cost_0_amount="1 500", requested="1 500")
    assert "Le budget est équilibré." in mine.get(url(draft)).content.decode()


def test_a_broken_rule_is_said_on_the_page_and_at_the_check(mine, draft):
    framework = draft.call.framework
    type(framework).objects.filter(pk=framework.pk).update(max_share_percent=80)
    write(mine, draft, cost_0_label="Loyer", cost_0_amount="100", requested="90")
    said = "L’aide va jusqu’à 80"
    assert said in mine.get(url(draft)).content.decode()
    check = mine.get(reverse("organisation_application_check", args=[draft.pk]))
    assert any(said in gap.sentence for gap in check.context["missing"])


def test_autosave_gives_back_the_rules_as_they_stand_now(mine, draft):
    body = write(mine, draft, headers=JSON, cost_0_label="Loyer", cost_0_amount="100", requested="90").json()
    assert body["state"] == "saved"
    assert "L’appel dispose de" in body["panel"]


def test_two_tabs_keep_both_budgets_on_screen(mine, draft):
    context = mine.get(url(draft)).context
    before = {"version": context["version"], "seen": context["seen"], "page": "budget"}
    mine.post(url(draft), {**before, "cost-0-label": "Loyer du premier onglet", "cost-0-amount": "100"})
    answer = mine.post(
        url(draft), {**before, "cost-0-label": "Loyer du second onglet", "cost-0-amount": "200"}
    )
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Loyer du premier onglet" in text
    assert "Loyer du second onglet" in text
    assert draft.budget_lines.get(side="cost").label == "Loyer du premier onglet"


def test_a_line_keeps_its_history_when_it_changes(mine, draft):
    write(mine, draft, cost_0_label="Loyer", cost_0_amount="100")
    first = draft.budget_lines.get(side="cost").pk
    write(mine, draft, cost_0_label="Loyer et chauffage", cost_0_amount="120")
    line = draft.budget_lines.get(side="cost")
    assert (line.pk, line.label) == (first, "Loyer et chauffage")

"""Writing an application: everything typed is stored, whatever it is, whoever saves, signed in or not."""

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories

from alliances.domain.applications import actions
from alliances.domain.applications.models import Application
from alliances.domain.people.roles import Role

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


@pytest.fixture
def draft(world, call):
    return actions.start(actor=world.here.coordinator, call=call, organisation=world.here.organisation)


@pytest.fixture
def mine(client, world):
    client.force_login(world.here.coordinator)
    return client


def page_of(application, slug):
    return reverse("organisation_application_step", args=[application.pk, slug])


def hidden(client, application, slug):
    """The version and the fingerprint that the page of the form carries."""
    context = client.get(page_of(application, slug)).context
    return {"version": context["version"], "seen": context["seen"]}


def said(application, code):
    """The answer stored for a question, word for word."""
    return application.answers.filter(question__code=code).values_list("typed", flat=True).first() or ""


def write(client, application, slug, act="next", headers=None, **typed):
    data = {**hidden(client, application, slug), "act": act, **typed}
    return client.post(page_of(application, slug), data, **(headers or {}))


def test_the_whole_path_from_the_call_to_the_receipt(mine, world, call):
    answer = mine.get(reverse("organisation_start", args=[call.pk]))
    assert "Commencer la demande" in answer.content.decode()
    answer = mine.post(reverse("organisation_start", args=[call.pk]))
    draft = Application.objects.get()
    assert answer["Location"] == page_of(draft, "projet")
    typed: dict[str, dict[str, object]] = {
        "projet": {
            "title": "Cuisine collective", "priority": call.priorities.get().pk, "people_expected": "1 040",
            "starts_on": "2027-01-01", "ends_on": "2027-12-31",
        },
        "besoin": {"need": "Des familles manquent de nourriture."},
        "activites": {"activities": "Cuisiner.", "participation": "Choisir."},
        "resultats": {"result-0-label": "Repas servis", "result-0-target": "1 200", "result-0-unit": "repas"},
        "budget": {
            "requested": "100", "cost-0-category": "staff", "cost-0-label": "Animation", "cost-0-amount": "200,00 $",
            "revenue-0-category": "own", "revenue-0-amount": "100,00", "revenue-0-source": "in_kind",
            "revenue-0-confirmed": "on",
        },
    }  # fmt: skip
    for slug, answers in typed.items():
        answer = write(mine, draft, slug, **answers)
        assert answer.status_code == 302
    check = reverse("organisation_application_check", args=[draft.pk])
    assert answer["Location"] == reverse("organisation_documents", args=[draft.pk])
    page = mine.get(check)
    assert page.context["missing"] == []
    assert "Pas encore envoyée" in page.content.decode()
    refused = mine.post(check, {"version": page.context["application"].version})
    assert refused.status_code == 200
    draft.refresh_from_db()
    assert draft.state == "draft"
    answer = mine.post(check, {"version": draft.version, "confirmed": "on"})
    assert answer["Location"] == reverse("organisation_application_receipt", args=[draft.pk])
    draft.refresh_from_db()
    text = mine.get(answer["Location"]).content.decode()
    assert draft.number in text
    assert draft.digest in text.replace("<wbr>", "")
    assert "200,00" in text
    assert draft.people_expected == 1040


@pytest.mark.parametrize(
    ("slug", "field", "typed"),
    [
        ("budget", "requested", "douze mille"),
        ("budget", "cost-0-amount", "1,234"),
        ("budget", "cost-0-amount", "-5"),
        ("budget", "revenue-0-amount", "9" * 40),
        ("budget", "cost-0-label", "x" * 500),
        ("resultats", "result-0-target", "une centaine"),
        ("projet", "starts_on", "au printemps"),
        ("projet", "ends_on", "2027-02-31"),
        ("projet", "people_expected", "une quarantaine"),
        ("projet", "people_expected", "9" * 30),
        ("projet", "title", "x" * 500),
        ("besoin", "need", "é" * 30_000),
    ],
)
def test_an_unreadable_answer_is_kept_as_typed_and_shown_again(mine, draft, slug, field, typed):
    answer = write(mine, draft, slug, **{field: typed})
    assert answer["Location"] == page_of(draft, slug), "the person stays where there is something to correct"
    page = mine.get(page_of(draft, slug))
    assert page.context["form"][field].value() == typed
    assert page.context["form"].errors[field]
    assert f'value="{typed}"' in page.content.decode() or slug == "besoin"
    assert 'type="date"' not in str(page.context["form"][field])
    gaps = mine.get(reverse("organisation_application_check", args=[draft.pk])).context["missing"]
    assert any(field in gap.url for gap in gaps)


def test_an_answer_corrected_is_no_longer_kept_apart(mine, draft):
    write(mine, draft, "projet", people_expected="beaucoup", starts_on="2027-01-01")
    write(mine, draft, "projet", people_expected="40")
    write(mine, draft, "budget", requested="cent")
    write(mine, draft, "budget", requested="100", **{"cost-0-amount": "200"})
    draft.refresh_from_db()
    assert (draft.people_expected, draft.unread) == (40, {})
    assert (draft.requested_cents, draft.total_cost_cents) == (10_000, 20_000)
    assert set(draft.budget_lines.values_list("amount_typed", flat=True)) == {""}


def test_what_one_page_does_not_send_stays(mine, draft):
    write(mine, draft, "activites", activities="Cuisiner.")
    write(mine, draft, "projet", people_expected="beaucoup")
    mine.post(page_of(draft, "activites"), {**hidden(mine, draft, "activites"), "participation": "Choisir."})
    mine.post(page_of(draft, "projet"), {**hidden(mine, draft, "projet"), "title": "Cuisine"})
    draft.refresh_from_db()
    assert said(draft, "activities") == "Cuisiner."
    assert draft.unread == {"people_expected": "beaucoup"}


def test_two_tabs_on_the_same_page_show_both_texts(mine, draft):
    before = hidden(mine, draft, "besoin")
    mine.post(page_of(draft, "besoin"), {**before, "need": "Le texte du premier onglet."})
    answer = mine.post(page_of(draft, "besoin"), {**before, "need": "Le texte du second onglet."})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Le texte du premier onglet." in text
    assert "Le texte du second onglet." in text
    draft.refresh_from_db()
    assert said(draft, "need") == "Le texte du premier onglet."
    again = {"version": answer.context["version"], "seen": answer.context["seen"]}
    mine.post(page_of(draft, "besoin"), {**again, "need": "Le texte du second onglet."})
    draft.refresh_from_db()
    assert said(draft, "need") == "Le texte du second onglet."


def test_two_tabs_on_two_pages_do_not_disturb_each_other(mine, draft):
    need, money = hidden(mine, draft, "besoin"), hidden(mine, draft, "budget")
    mine.post(page_of(draft, "besoin"), {**need, "need": "Un besoin."})
    assert mine.post(page_of(draft, "budget"), {**money, "requested": "10"}).status_code == 302
    draft.refresh_from_db()
    assert (said(draft, "need"), draft.requested_cents) == ("Un besoin.", 1_000)


def test_autosave_answers_the_hour_and_the_next_version(mine, draft):
    answer = write(mine, draft, "budget", headers=JSON, requested="cent", **{"cost-0-amount": "200"})
    body = answer.json()
    assert body["state"] == "saved"
    assert body["sentence"].startswith("Enregistré à ")
    assert list(body["errors"]) == ["requested"]
    draft.refresh_from_db()
    assert body["version"] == draft.version
    following = {"version": body["version"], "seen": body["seen"], "requested": "100"}
    assert mine.post(page_of(draft, "budget"), following, **JSON).json()["state"] == "saved"


def test_autosave_in_conflict_gives_both_texts_and_writes_nothing(mine, draft):
    before = hidden(mine, draft, "besoin")
    write(mine, draft, "besoin", need="Le leur.")
    answer = mine.post(page_of(draft, "besoin"), {**before, "need": "Le mien."}, **JSON)
    assert answer.status_code == 409
    assert answer.json()["theirs"] == [
        {"field": "need", "label": "Quel besoin avez-vous constaté?", "text": "Le leur."}
    ]


def test_words_sent_while_signed_out_come_back_after_signing_in(client, world, draft):
    client.force_login(world.here.coordinator)
    before = hidden(client, draft, "budget")
    client.logout()
    typed = {"requested": "mille", "cost-3-amount": "2 000,00"}
    answer = client.post(page_of(draft, "budget"), {**before, **typed})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert "Votre texte est conservé" in client.get(answer["Location"]).content.decode()
    credentials = {"login": world.here.coordinator.email, "password": factories.PASSWORD}
    answer = client.post(answer["Location"], credentials)
    assert answer["Location"] == page_of(draft, "budget")
    page = client.get(answer["Location"])
    assert page.context["brought_back"]
    for field, text in typed.items():
        assert page.context["form"][field].value() == text
    assert page.context["version"] == before["version"]
    assert not client.get(page_of(draft, "budget")).context["brought_back"], "given back once"


def test_autosave_while_signed_out_says_so(client, draft):
    answer = client.post(page_of(draft, "besoin"), {"need": "x"}, **JSON)
    assert (answer.status_code, answer.json()["state"]) == (401, "signed_out")


def test_a_page_older_than_the_session_does_not_cost_a_word(world, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.here.coordinator)
    page = client.get(page_of(draft, "besoin"))
    typed = {"need": "Écrit avant d’entrer de nouveau.", "version": page.context["version"]}
    typed |= {"seen": page.context["seen"], "csrfmiddlewaretoken": "x" * 32}
    answer = client.post(page_of(draft, "besoin"), typed)
    assert answer["Location"] == page_of(draft, "besoin")
    draft.refresh_from_db()
    assert said(draft, "need") == "", "a request without its token changes nothing"
    page = client.get(page_of(draft, "besoin"))
    assert page.context["form"]["need"].value() == typed["need"]
    token = {"csrfmiddlewaretoken": str(page.context["csrf_token"])}
    assert client.post(page_of(draft, "besoin"), {**typed, **token}).status_code == 302
    draft.refresh_from_db()
    assert said(draft, "need") == typed["need"]


def test_a_visitor_without_a_token_leaves_nothing(draft):
    client = Client(enforce_csrf_checks=True)
    assert client.post(page_of(draft, "besoin"), {"need": "x"}).status_code == 403
    assert "sessionid" not in client.cookies


def test_kept_words_go_to_nobody_else(client, world, draft):
    client.post(page_of(draft, "besoin"), {"need": "Un secret."})
    client.force_login(world.there.coordinator)
    assert client.get(page_of(draft, "besoin")).status_code == 404


def test_kept_words_are_those_of_who_was_shown_the_form(client, world, draft):
    """Two coordinators of one organisation, one browser: the second does not read what the first had typed."""
    first = world.here.coordinator
    second = factories.hold(factories.account("seconde"), Role.COORDINATOR, world.here.organisation)
    client.force_login(first)
    assert client.get(page_of(draft, "besoin")).cookies["writer"]["httponly"]
    del client.cookies["sessionid"]  # it expired
    client.post(page_of(draft, "besoin"), {"need": "Un secret."})
    enter(client, second)
    page = client.get(page_of(draft, "besoin"))
    assert (page.status_code, page.context["brought_back"]) == (200, False)
    assert "Un secret." not in page.content.decode()


def test_kept_words_come_back_to_who_typed_them(client, world, draft):
    client.force_login(world.here.coordinator)
    client.get(page_of(draft, "besoin"))
    del client.cookies["sessionid"]
    client.post(page_of(draft, "besoin"), {"need": "Le mien."})
    enter(client, world.here.coordinator)
    assert client.get(page_of(draft, "besoin")).context["form"]["need"].value() == "Le mien."


def enter(client, account):
    credentials = {"login": account.email, "password": factories.PASSWORD}
    assert client.post(reverse("account_login"), credentials).status_code == 302


def test_a_priority_of_another_call_is_not_taken(mine, world, draft):
    foreign = factories.open_call(world, world.there).priorities.get()
    write(mine, draft, "projet", title="Cuisine", priority=foreign.pk)
    draft.refresh_from_db()
    assert (draft.title, draft.priority) == ("Cuisine", None)


def test_a_sent_application_does_not_change_and_the_words_stay_on_screen(mine, world, call):
    sent = factories.sent_application(call, world.here)
    answer = mine.post(page_of(sent, "besoin"), {"need": "Trop tard.", "version": sent.version})
    assert answer.status_code == 409
    assert "Trop tard." in answer.content.decode()
    assert "déjà envoyée" in answer.content.decode()
    assert mine.get(page_of(sent, "besoin"))["Location"] == reverse(
        "organisation_application", args=[sent.pk]
    )


def test_an_unknown_page_of_the_form_is_not_found(mine, draft):
    assert mine.get(page_of(draft, "autre")).status_code == 404

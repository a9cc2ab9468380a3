"""Every string of the hostile list, in the fields of a draft: stored as typed, or refused in a sentence.

Dealt among the pages; `./test --exhaustive tests/organisation/test_hostile.py` gives every page every string.
"""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from tests import factories
from tests.support import exhaustive

from alliances.domain.applications import actions
from alliances.domain.applications.models import Application
from alliances.spaces.organisation.dossier import Dossier
from alliances.spaces.organisation.editors import editor_of

pytestmark = pytest.mark.django_db
STRINGS: list[str] = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "blns.json").read_text("utf-8")
)
FIELDS = {
    "projet": ["title", "people_expected", "starts_on", "ends_on"],
    "besoin": ["need"],
    "activites": ["activities", "participation"],
    "resultats": ["result-0-label", "result-0-target", "result-0-unit"],
    "budget": [
        "requested", "cost-0-label", "cost-0-amount", "cost-0-category", "revenue-0-label", "revenue-0-amount",
        "revenue-0-source",
    ],
}  # fmt: skip
TEXTS = ("title", "need", "activities", "participation", "label", "unit")
CHOSEN = {"cost-0-category", "revenue-0-source"}  # lists: what is not in them is nothing


@pytest.fixture
def draft(client):
    world = factories.world()
    client.force_login(world.here.coordinator)
    call = factories.open_call(world)
    return actions.start(actor=world.here.coordinator, call=call, organisation=world.here.organisation)


def editor(pk, slug):
    dossier = Dossier(Application.objects.with_context().get(pk=pk))
    return editor_of(dossier, dossier.step(slug))


def plain(text):
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("slug", FIELDS)
def test_a_draft_takes_everything_and_gives_it_back(client, draft, slug):
    """Each string in one field, of one page or of each."""
    url = reverse("organisation_application_step", args=[draft.pk, slug])
    names = [name for name in FIELDS[slug] if name not in CHOSEN]
    sendable = [text for text in STRINGS if text.encode("utf-8", "replace").decode() == text]
    if not exhaustive.ASKED:
        sendable = sendable[list(FIELDS).index(slug) :: len(FIELDS)]
    now = editor(draft.pk, slug)
    for first in range(0, len(sendable), len(names)):
        typed = dict(zip(names, sendable[first : first + len(names)], strict=False))
        hidden = {"version": now.application.version, "seen": now.fingerprint, "page": slug}
        answer = client.post(
            url, {**hidden, **dict.fromkeys(CHOSEN.intersection(FIELDS[slug]), "?"), **typed}
        )
        if answer.status_code == 400:
            continue
        assert answer.status_code == 302, typed
        now = editor(draft.pk, slug)
        stored, errors = now.stored(), now.stored_form().errors
        for name, text in typed.items():
            if name in errors or name.split("-")[-1] in TEXTS:
                assert plain(str(stored.get(name, ""))) == plain(text), (name, text)


@pytest.mark.parametrize("slug", FIELDS)
def test_every_page_shows_a_draft_full_of_markup(client, draft, slug):
    text = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
    for page, fields in FIELDS.items():
        now = editor(draft.pk, page)
        hidden = {"version": now.application.version, "seen": now.fingerprint, "page": page}
        url = reverse("organisation_application_step", args=[draft.pk, page])
        assert client.post(url, {**hidden, **dict.fromkeys(fields, text)}).status_code == 302
    for url in (
        reverse("organisation_application_step", args=[draft.pk, slug]),
        reverse("organisation_application_check", args=[draft.pk]),
        reverse("organisation_application", args=[draft.pk]),
        reverse("organisation_applications"),
    ):
        page = client.get(url)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


@pytest.mark.parametrize("garbage", ["", "-1", "abc", "9" * 40, "1.5", "²", "٣"])
def test_a_version_that_is_not_one_is_a_conflict_not_an_error(client, draft, garbage):
    url = reverse("organisation_application_step", args=[draft.pk, "besoin"])
    answer = client.post(url, {"version": garbage, "seen": garbage, "need": "Un besoin."})
    assert answer.status_code == 409
    assert "Un besoin." in answer.content.decode()


def test_rows_that_nobody_was_shown_do_no_harm(client, draft):
    url = reverse("organisation_application_step", args=[draft.pk, "budget"])
    strange = {"cost--1-label": "x", "cost-99999-label": "x", "cost-²-amount": "1", "remove": "cost-"}
    now = editor(draft.pk, "budget")
    answer = client.post(url, {"version": now.application.version, "seen": now.fingerprint, **strange})
    assert answer.status_code == 302
    many = {f"cost-{n}-label": "x" for n in range(101)}
    now = editor(draft.pk, "budget")
    answer = client.post(url, {"version": now.application.version, "seen": now.fingerprint, **many})
    assert answer.status_code == 409
    assert "Au plus 100 lignes" in answer.content.decode()

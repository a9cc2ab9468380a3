"""Every string of the hostile list, in every field of every page: stored as typed, or refused in a sentence."""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from tests import factories

from alliances.domain.applications import actions
from alliances.spaces.organisation import answers, steps

pytestmark = pytest.mark.django_db
STRINGS: list[str] = json.loads(
    (Path(__file__).resolve().parent.parent / "data" / "blns.json").read_text("utf-8")
)


@pytest.fixture
def draft(client):
    world = factories.world()
    client.force_login(world.here.coordinator)
    call = factories.open_call(world)
    return actions.start(actor=world.here.coordinator, call=call, organisation=world.here.organisation)


@pytest.mark.parametrize("step", steps.STEPS, ids=lambda step: step.slug)
def test_a_draft_takes_everything_and_gives_it_back(client, draft, step):
    url = reverse("organisation_application_step", args=[draft.pk, step.slug])
    for text in STRINGS:
        draft.refresh_from_db()
        hidden = {"version": draft.version, "seen": answers.fingerprint(draft, step)}
        answer = client.post(url, {**hidden, **dict.fromkeys(step.fields, text)})
        if answer.status_code == 400:
            continue
        assert answer.status_code == 302, repr(text)
        draft.refresh_from_db()
        kept = answers.stored(draft, step)
        for name in step.fields:
            if name == "priority":
                continue
            wanted = text.strip().replace("\r\n", "\n").replace("\r", "\n")
            found = kept[name].strip().replace("\r\n", "\n").replace("\r", "\n")
            assert found == wanted or name not in draft.unread, (name, text)
            if name in ("title", "need", "activities", "participation"):
                assert found == wanted, (name, text)


@pytest.mark.parametrize("slug", [step.slug for step in steps.STEPS])
def test_every_page_shows_a_draft_full_of_markup(client, draft, slug):
    text = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
    fields = {"title": text, "need": text, "activities": text, "participation": text}
    unread = dict.fromkeys(
        ("people_expected", "requested_cents", "total_cost_cents", "starts_on", "ends_on"), text
    )
    actions.save_draft(
        actor=draft.started_by, application=draft, version=draft.version, answers={**fields, **dict.fromkeys(unread)},
        unread=unread,
    )  # fmt: skip
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

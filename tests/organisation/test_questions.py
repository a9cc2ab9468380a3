"""The pages of the standard form: each kind of question is written, shown again and read, without JavaScript."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests import factories

from alliances.domain.applications import actions
from alliances.domain.forms import reference
from alliances.domain.forms.models import FormVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def draft(world):
    reference.load()
    standard = FormVersion.objects.get(form__code="standard")
    call = factories.open_call(world, form_version=standard)
    return actions.start(actor=world.here.coordinator, call=call, organisation=world.here.organisation)


@pytest.fixture
def mine(client, world):
    client.force_login(world.here.coordinator)
    return client


def url(draft, slug):
    return reverse("organisation_application_step", args=[draft.pk, slug])


def write(client, draft, slug, **typed):
    context = client.get(url(draft, slug)).context
    hidden = {"version": context["version"], "seen": context["seen"], "page": slug, "act": "stay"}
    return client.post(url(draft, slug), {**hidden, **typed})


def said(draft, code):
    return draft.answers.get(question__code=code)


def test_boxes_are_checked_shown_again_and_unchecked(mine, draft):
    write(mine, draft, "personnes", participation_support=["transport", "meals"])
    assert said(draft, "participation_support").value == ["transport", "meals"]
    page = mine.get(url(draft, "personnes"))
    assert page.content.decode().count(" checked") == 2
    write(mine, draft, "personnes")
    assert said(draft, "participation_support").typed == ""
    assert " checked" not in mine.get(url(draft, "personnes")).content.decode()


def test_one_choice_and_yes_or_no(mine, draft):
    write(mine, draft, "suite", renewal="continued", continuity="Un savoir.")
    write(mine, draft, "partenaires", concertation="yes", concertation_which="Table d’essai")
    page = mine.get(reverse("organisation_application", args=[draft.pk])).content.decode()
    for text in ("il continue un projet déjà soutenu", "Un savoir.", "Oui", "Table d’essai"):
        assert text in page
    english = mine.get("/en" + reverse("organisation_application", args=[draft.pk])).content.decode()
    assert "it continues a project already supported" in english
    assert "What will remain of the project after the grant?" in english


def test_a_choice_that_is_not_offered_is_kept_and_said(mine, draft):
    write(mine, draft, "suite", renewal="autre")
    assert (said(draft, "renewal").typed, said(draft, "renewal").value) == ("autre", None)
    assert "Choisissez une réponse de la liste." in mine.get(url(draft, "suite")).content.decode()


def test_a_text_too_long_is_kept_whole_and_said(mine, draft):
    text = "é" * 4_001
    write(mine, draft, "besoin", need=text)
    assert (said(draft, "need").typed, said(draft, "need").value) == (text, None)
    page = mine.get(url(draft, "besoin")).content.decode()
    assert "au plus 4\u00a0000 caractères" in page
    assert text in page
    assert "maxlength" not in page.split("<textarea", 1)[1].split(">", 1)[0]


def test_the_form_of_a_draft_decides_its_pages_and_an_open_call_keeps_its_form(mine, draft):
    short = FormVersion.objects.get(form__code="court")
    with pytest.raises(IntegrityError, match="open call"), transaction.atomic():
        type(draft.call).objects.filter(pk=draft.call_id).update(form_version=short)
    type(draft).objects.filter(pk=draft.pk).update(
        form_version=short
    )  # the draft's own form decides its pages
    assert mine.get(url(draft, "partenaires")).status_code == 404


def test_optional_questions_do_not_keep_from_sending(mine, draft):
    missing = mine.get(reverse("organisation_application_check", args=[draft.pk])).context["missing"]
    fields = {gap.url.split("#")[1] for gap in missing}
    assert "id_need" in fields
    assert not fields & {"id_team", "id_participation_support", "id_concertation_which"}

"""The clerk records one resolution for a list of files; the envelope's balance adds up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.files import samples

from alliances.domain.applications import actions as applications
from alliances.domain.applications import attachments
from alliances.domain.applications.models import Application, ApplicationState, AttachmentKind
from alliances.domain.bodies import actions as bodies
from alliances.domain.bodies.models import BodyKind, Sitting
from alliances.domain.common.verdict import Refused
from alliances.domain.people.roles import Role
from alliances.domain.review import actions as review
from alliances.domain.review.models import Resolution
from alliances.spaces.council.forms import Balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


@pytest.fixture
def files(world, call):
    scored = [
        factories.scored_application(call, world.here, title=title, requested_cents=10_000)
        for title in ("Cuisine", "Jardin", "Transport")
    ]
    factories.recommend(call, world.here, *scored)
    return scored


@pytest.fixture
def sitting(world):
    return factories.sitting(world.here, BodyKind.ELECTED_COUNCIL)


@pytest.fixture
def clerk(client, world):
    client.force_login(world.here.clerk)
    return client


def page_of(call):
    return reverse("council_call", args=[call.pk])


def typed(files, amounts, reasons=None, **more):
    data = {
        "act": "record",
        "sitting": str(Sitting.objects.get(body__kind="elected_council").pk),
        "number": "2026-11-01",
    }
    for file, amount in zip(files, amounts, strict=True):
        data |= {f"in_{file.pk}": "on", f"amount_{file.pk}": amount, f"reason_{file.pk}": ""}
    for file, reason in (reasons or {}).items():
        data[f"reason_{file.pk}"] = reason
    return {**data, **more}


def test_one_resolution_grants_reduces_and_declines(clerk, call, files, sitting):
    before = call.envelope.account.balance_cents
    page = clerk.get(page_of(call))
    assert [line.amount.value() for line in page.context["lines"]] == ["100,00"] * 3
    assert page.context["balance"] == Balance(before, 0, 0), "nothing is decided beforehand"
    reasons = {files[1]: "Budget partagé.", files[2]: "Projet reporté."}
    answer = clerk.post(page_of(call), typed(files, ["100,00", "60 $", "0"], reasons))
    resolution = Resolution.objects.get()
    assert answer["Location"] == reverse("council_resolution", args=[resolution.pk])
    text = clerk.get(answer["Location"]).content.decode()
    for expected in ("2026-11-01", "Cuisine", "Jardin", "Transport", "Budget partagé.", "160,00"):
        assert expected in text
    for file in files:
        file.refresh_from_db()
    assert [file.state for file in files] == ["granted", "granted", "declined"]
    call.envelope.account.refresh_from_db()
    assert call.envelope.account.balance_cents == before - 16_000
    assert "2026-11-01" in clerk.get(reverse("council_resolutions")).content.decode()
    assert clerk.get(page_of(call)).context["lines"] == []


def test_a_file_left_out_waits_for_another_resolution(clerk, call, files, sitting):
    data = typed(files, ["100,00"] * 3)
    del data[f"in_{files[2].pk}"]
    assert clerk.post(page_of(call), data).status_code == 302
    assert [line.application.pk for line in clerk.get(page_of(call)).context["lines"]] == [files[2].pk]


def test_adding_up_judges_nothing_and_keeps_everything(clerk, call, files, sitting):
    data = typed(files, ["50,00", "abc", "0"], act="add_up", number="")
    del data[f"in_{files[2].pk}"]
    page = clerk.post(page_of(call), data)
    assert page.status_code == 200
    assert not page.context["form"].errors
    assert page.context["balance"].reserved_cents == 5_000
    assert [line.amount.value() for line in page.context["lines"]] == ["50,00", "abc", "0"]
    assert [bool(line.included.value()) for line in page.context["lines"]] == [True, True, False]
    assert not Resolution.objects.exists()


def test_one_button_ticks_every_file_and_says_how_many_and_how_much(clerk, call, files, sitting):
    before = call.envelope.account.balance_cents
    data = {**typed(files, ["50,00", "100", "100"], {files[0]: "Une raison."}), "act": "tick_all"}
    del data[f"in_{files[0].pk}"]
    page = clerk.post(page_of(call), data)
    assert page.context["balance"] == Balance(before, 25_000, 3)
    assert "3 sur 3" in page.content.decode()
    assert "Une raison." in page.content.decode()
    assert not Resolution.objects.exists()


def with_a_document(world, call):
    """A recommended file with its letter; the letter."""
    draft = factories.draft_application(call, world.here, title="Halte")
    joined = attachments.attach(
        actor=world.here.coordinator,
        application=draft,
        name="lettre.pdf",
        content=samples.pdf("lettre"),
        kind=AttachmentKind.SUPPORT_LETTER,
    )
    sent = applications.send(actor=world.here.coordinator, application=draft)
    for member in (world.here.member, world.here.second_member):
        reading = review.declare_interests(actor=member, application=sent, has_conflict=False)
        review.submit_scores(actor=member, review=reading, points=dict.fromkeys(call.criteria.all(), 4))
    factories.recommend(call, world.here, sent)
    return joined


def test_the_clerk_reads_the_documents_of_a_file_but_not_of_her_own_organisation(client, call, world):
    joined = with_a_document(world, call)
    address = reverse("council_document", args=[joined.pk])
    client.force_login(world.here.clerk)
    assert address in client.get(page_of(call)).content.decode()
    assert client.get(address).status_code == 200
    client.force_login(world.there.clerk)
    assert client.get(address).status_code == 404
    client.force_login(factories.hold(world.here.clerk, Role.COORDINATOR, world.here.organisation))
    page = client.get(page_of(call)).content.decode()
    assert "Halte" in page
    assert "Documents joints" not in page
    assert client.get(address).status_code == 404


def test_what_was_taken_off_before_sending_again_is_not_the_councils(client, call, world):
    joined = with_a_document(world, call)
    client.force_login(world.here.clerk)
    sent = Application.objects.filter(pk=joined.application_id)
    state = sent.get().state
    sent.update(state=ApplicationState.REOPENED)
    other = joined.application.attachments.create(
        file=joined.file, kind=joined.kind, removed_at=joined.added_at
    )
    sent.update(state=state)
    assert client.get(reverse("council_document", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("amounts", "more", "sentence"),
    [
        (["50,00", "100", "100"], {}, "dites pourquoi"),
        (["200,00", "100", "100"], {}, "montant demandé"),
        (["abc", "100", "100"], {}, "montant en chiffres"),
        (["-5", "100", "100"], {}, "au moins"),
        (["", "100", "100"], {}, "Remplissez ce champ"),
        (["9" * 29, "100", "100"], {}, "au plus"),
        (["100"] * 3, {"sitting": "0"}, "Choisissez"),
        (["100"] * 3, {"sitting": "la dernière"}, "Choisissez"),
        (["100"] * 3, {"number": "x" * 61}, "Raccourcissez"),
        (["100"] * 3, {"number": ""}, "Remplissez ce champ"),
    ],
)
def test_a_refusal_keeps_everything_typed(clerk, call, files, amounts, more, sentence, sitting):
    data = typed(files, amounts, {files[2]: "Une raison écrite avec soin."}, **more)
    page = clerk.post(page_of(call), data)
    assert page.status_code == 200
    text = page.content.decode()
    assert sentence in text
    assert "Une raison écrite avec soin." in text
    form = page.context["form"]
    assert {name: form[name].value() for name in form.fields if not name.startswith("in_")} == {
        name: data[name] for name in form.fields if not name.startswith("in_")
    }
    assert not Resolution.objects.exists()


def test_more_than_the_envelope_holds_is_refused_and_nothing_is_decided(clerk, call, world, sitting):
    whole = call.envelope.account.balance_cents
    files = [factories.recommended_application(call, world.here, requested_cents=whole) for _ in range(2)]
    amount = f"{whole // 100},{whole % 100:02d}"
    page = clerk.post(page_of(call), typed(files, [amount, amount]))
    assert page.status_code == 200
    assert "solde" in page.content.decode()
    assert page.context["balance"].remaining_cents == -whole
    files[0].refresh_from_db()
    assert files[0].state == "recommended"
    assert not Resolution.objects.exists()


def test_the_same_number_twice_is_refused_with_a_sentence(clerk, call, files, sitting):
    data = typed(files, ["100"] * 3)
    for file in files[1:]:
        del data[f"in_{file.pk}"]
    assert clerk.post(page_of(call), data).status_code == 302
    page = clerk.post(page_of(call), typed(files[1:], ["100"] * 2))
    assert "déjà une résolution de ce numéro" in page.content.decode()


def test_nothing_checked_is_refused(clerk, call, files, sitting):
    data = {k: v for k, v in typed(files, ["100"] * 3).items() if not k.startswith("in_")}
    assert "Cochez au moins une demande" in clerk.post(page_of(call), data).content.decode()


def test_a_file_that_is_not_on_the_list_is_ignored(clerk, call, files, world, sitting):
    other = factories.sent_application(call, world.here)
    data = typed(files, ["100"] * 3) | {f"in_{other.pk}": "on", f"amount_{other.pk}": "100"}
    assert clerk.post(page_of(call), data).status_code == 302
    other.refresh_from_db()
    assert other.state == "sent"


def test_who_may_read_but_not_record_reads_why(client, call, files, world, sitting):
    client.force_login(world.here.manager)
    assert "il faut un de ces rôles" in client.get(page_of(call)).content.decode()
    page = client.post(page_of(call), typed(files, ["100"] * 3))
    assert "il faut un de ces rôles" in page.content.decode()
    assert not Resolution.objects.exists()


def test_calls_and_resolutions_of_elsewhere_are_not_found(client, call, files, world, sitting):
    recorded = factories.resolution(call, world.here, files[0])
    for stranger in (world.there.clerk, world.here.coordinator, world.here.member):
        client.force_login(stranger)
        assert client.get(page_of(call)).status_code == 404
        assert client.get(reverse("council_resolution", args=[recorded.pk])).status_code == 404


def test_a_resolution_sent_while_signed_out_comes_back(client, call, files, world, sitting):
    data = typed(files, ["50,00", "abc", "0"], {files[0]: "Une raison écrite avec soin."})
    del data[f"in_{files[2].pk}"]
    answer = client.post(page_of(call), data)
    credentials = {"login": world.here.clerk.email, "password": factories.PASSWORD}
    page = client.get(client.post(answer["Location"], credentials)["Location"])
    assert page.context["brought_back"]
    assert "Une raison écrite avec soin." in page.content.decode()
    assert [line.amount.value() for line in page.context["lines"]] == ["50,00", "abc", "0"]
    assert [bool(line.included.value()) for line in page.context["lines"]] == [True, True, False]


def test_lists_cost_the_same_with_one_row_and_with_many(clerk, call, world, sitting):
    def cost(name, *args):
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(reverse(name, args=args)).status_code == 200
        return len(queries)

    def one_more(number):
        file = factories.recommended_application(call, world.here, requested_cents=100)
        factories.resolution(call, world.here, file, number=number)
        factories.recommended_application(call, world.here, requested_cents=100)

    one_more("1")
    pages = [("council_calls",), ("council_resolutions",), ("council_call", call.pk)]
    few = [cost(*page) for page in pages]
    for number in "2345":
        one_more(number)
    assert [cost(*page) for page in pages] == few


@pytest.mark.parametrize(
    ("days_sent", "said"), [(0, "envoyée après cette séance"), (9, "s’est prononcé sur la demande")]
)
def test_the_council_decides_after_the_sending_and_after_its_committee(
    world, call, files, sitting, days_sent, said
):
    """At a sitting of a week ago: of files sent today, then of files sent before but advised today."""
    where = world.here
    before = bodies.plan_sitting(
        actor=where.clerk, body=sitting.body, held_on=sitting.held_on - timedelta(days=7), place="Salle"
    )
    seats = list(sitting.body.seats.all())
    bodies.record_presence(actor=where.clerk, sitting=before, seats=seats, settles=True)
    Application.objects.update(sent_at=timezone.now() - timedelta(days=days_sent))
    with pytest.raises(Refused, match=said):
        review.record_resolution(
            actor=where.clerk, call=call, sitting=before, number="2026-09",
            verdicts=[review.Verdicts(files[0], 10_000)],
        )  # fmt: skip
    assert not Resolution.objects.exists()

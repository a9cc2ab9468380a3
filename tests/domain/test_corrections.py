"""Corrections: only reopened pages change, each sending stays readable, each has its receipt."""

import pytest
from django.db import IntegrityError, transaction
from tests import factories

from alliances.domain.applications import actions, queries
from alliances.domain.applications.models import Submission
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.review import rules as review_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def sent(world):
    return factories.sent_application(factories.open_call(world), world.here)


def reopen(world, sent, *pages):
    actions.ask_correction(
        actor=world.here.manager, application=sent, pages=pages, reason="Précisez le besoin."
    )
    sent.refresh_from_db()


def answer(world, sent, text):
    return actions.save_answers(
        actor=world.here.coordinator,
        application=sent,
        version=sent.version,
        page="besoin",
        typed={"need": text},
    )


def test_sending_keeps_everything_and_its_digest(world, sent):
    kept = sent.submissions.get()
    assert (kept.number, kept.digest) == (sent.number, sent.digest)
    assert queries.digest_of(kept.content) == sent.digest
    assert kept.content["answers"]["need"] == "Un besoin."
    assert [line["amount_cents"] for line in kept.content["budget"]] == [20_000, 10_000, 10_000]
    assert kept.content["results"][0]["target"] == 400


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.answers.filter(question__code="need").update(typed="Autre."),
        lambda file: file.budget_lines.filter(category="own").update(label="Autre"),
        lambda file: file.expected_results.update(target=401),
        lambda file: type(file).objects.filter(pk=file.pk).update(title="Autre"),
    ],
)
def test_the_digest_covers_facts_answers_budget_and_results(world, sent, change):
    with pytest.raises(IntegrityError, match="no longer changes"), transaction.atomic():
        change(sent)
    reopen(world, sent, "besoin")
    change(sent)
    sent.refresh_from_db()
    assert queries.digest_of(queries.snapshot(sent)) != sent.digest


def test_a_sending_is_never_changed(sent):
    for attempt in (lambda: sent.submissions.update(number="X"), lambda: Submission.objects.all().delete()):
        with pytest.raises(Exception, match=r"permission denied|Cannot"), transaction.atomic():
            attempt()


def test_only_the_reopened_pages_change(world, sent):
    reopen(world, sent, "besoin")
    with pytest.raises(Refused, match="pas rouvert"):
        actions.save_results(actor=world.here.coordinator, application=sent, version=sent.version, results=[])
    assert answer(world, sent, "Un besoin précisé.").state == "reopened"


def test_until_it_is_sent_again_everybody_else_reads_what_was_sent(world, sent):
    reopen(world, sent, "besoin")
    answer(world, sent, "En cours d’écriture.")
    read = {a.question.code: a.typed for a in queries.content_sent(sent).answers}
    assert read["need"] == "Un besoin."
    assert not review_rules.may_review(world.here.member, sent)


def test_sending_again_gives_a_new_receipt_and_keeps_the_old_one(world, sent):
    number, digest, moment = sent.number, sent.digest, sent.sent_at
    reopen(world, sent, "besoin")
    answer(world, sent, "Un besoin précisé.")
    actions.send(actor=world.here.coordinator, application=sent)
    first, second = sent.submissions.order_by("rank")
    assert (first.number, second.number) == (number, f"{number}-2")
    assert (sent.state, sent.number, sent.sent_at) == ("sent", number, moment)
    assert sent.digest == second.digest != digest == first.digest
    typed = [
        {a.question.code: a.typed for a in queries.content_sent(sent, each).answers}["need"]
        for each in (first, second)
    ]
    assert typed == ["Un besoin.", "Un besoin précisé."]
    assert sent.corrections.get().answered_at is not None


def test_a_closed_call_does_not_stop_an_answer_to_a_correction(world, sent):
    reopen(world, sent, "besoin")
    type(sent.call).objects.filter(pk=sent.call_id).update(state="closed")
    sent.refresh_from_db()
    assert actions.send(actor=world.here.coordinator, application=sent).state == "sent"


@pytest.mark.parametrize("pages", [[], ["nulle-part"], ["besoin", "nulle-part"]])
def test_a_correction_names_known_pages(world, sent, pages):
    with pytest.raises(Refused, match="au moins une partie"):
        reopen(world, sent, *pages)


def test_a_correction_says_why_and_comes_from_the_region(world, sent):
    with pytest.raises(Refused, match="raison"):
        actions.ask_correction(actor=world.here.manager, application=sent, pages=["besoin"], reason=" ")
    for stranger in (world.there.manager, world.here.member, world.here.coordinator):
        with pytest.raises(NotPermitted):
            actions.ask_correction(actor=stranger, application=sent, pages=["besoin"], reason="Oui.")


def test_one_correction_at_a_time(world, sent):
    reopen(world, sent, "besoin")
    with pytest.raises(Refused):
        actions.ask_correction(actor=world.here.manager, application=sent, pages=["budget"], reason="Oui.")
    with pytest.raises(IntegrityError, match="correction_one_at_a_time"), transaction.atomic():
        sent.corrections.create(pages=["budget"], reason="Oui.", asked_by=world.here.manager)


def test_a_draft_is_withdrawn_with_its_reason_and_has_no_receipt(world):
    draft = factories.draft_application(factories.open_call(world), world.here)
    actions.withdraw(actor=world.here.coordinator, application=draft, reason="Le local n’est plus libre.")
    assert (draft.state, draft.number) == ("withdrawn", "")
    with pytest.raises(Refused):
        actions.send(actor=world.here.coordinator, application=draft)


def test_a_reopened_file_may_be_withdrawn(world, sent):
    reopen(world, sent, "besoin")
    actions.withdraw(actor=world.here.coordinator, application=sent, reason="Le projet s’arrête.")
    assert sent.state == "withdrawn"
    assert sent.corrections.get().answered_at is not None


def cancel(world, sent, reason="Nous avons trouvé la réponse au dossier."):
    return actions.cancel_correction(actor=world.here.manager, application=sent, reason=reason)


def test_a_correction_that_nobody_began_is_cancelled_and_the_committee_goes_on(world, sent):
    digest = sent.digest
    reopen(world, sent, "besoin")
    cancel(world, sent)
    assert (sent.state, sent.digest, sent.submissions.count()) == ("sent", digest, 1)
    assert sent.corrections.get().answered_at is not None
    assert review_rules.may_review(world.here.member, sent)
    reopen(world, sent, "budget")
    assert sent.corrections.filter(answered_at=None).get().pages == ["budget"], "it can be asked again"


def test_a_word_of_the_organisation_keeps_the_correction_open(world, sent):
    reopen(world, sent, "besoin")
    answer(world, sent, "À Saint-Exemple.")
    sent.refresh_from_db()
    with pytest.raises(Refused, match="commencé à corriger"):
        cancel(world, sent)
    answer(world, sent, "Un besoin.")
    sent.refresh_from_db()
    cancel(world, sent)
    assert sent.state == "sent"


def test_a_date_that_cannot_be_read_is_a_word_too(world, sent):
    reopen(world, sent, "projet")
    type(sent).objects.filter(pk=sent.pk).update(unread={"title": "?"})
    sent.refresh_from_db()
    with pytest.raises(Refused, match="commencé à corriger"):
        cancel(world, sent)

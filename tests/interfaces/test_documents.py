"""Documents as PDF: tagged, in both languages, nothing typed is read as markup, nobody else's opens."""

import io
from dataclasses import replace
from types import SimpleNamespace

import pypdf
import pytest
import typst
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests import factories

from alliances.domain.bodies.models import BodyKind
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.review import actions as review
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.glyphs import BREAK, covered, drawable
from alliances.interfaces.documents.letters import Col, Letter, Place
from alliances.ui.formats import NBSP, day, moment, money

HOSTILE = (
    "a # $x$ *gras* [crochets] _trait_ `code` \\ <lien> @renvoi // note /* */ \"guillemets\" 'simples' = titre\n"
    '- puce\n+ numéro\n/ terme: x\n#import "secrets": *\n#sys.inputs {{ x }} {% x %}'
)
RIGHT_TO_LEFT = "שלום עולם, السلام عليكم"
UNCOMMON = "😀 👩🏽‍🚀 中文 ᐃᓄᒃᑎᑐᑦ e\u0301 \u202erenversé\u2066 \u0001"


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words_of(pdf: pypdf.PdfReader) -> str:
    """Every word of the pages, spaces and line breaks taken out: where a line breaks is no matter."""
    found = "".join(page.extract_text() for page in pdf.pages)
    return "".join(sign for sign in found if not sign.isspace() and sign not in (BREAK, NBSP, "\xad"))


def squeezed(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace() and sign not in (BREAK, NBSP))


def tags_of(pdf: pypdf.PdfReader) -> list[str]:
    """The kinds of every element of the structure, in reading order."""
    found = []

    def walk(element) -> None:
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for each in element:
                walk(each)
        elif isinstance(element, dict):
            if "/S" in element:
                found.append(str(element["/S"]))
            if "/K" in element:
                walk(element["/K"])

    walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def assert_accessible(pdf: pypdf.PdfReader, language: str, title: str) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    tags = tags_of(pdf)
    assert tags.count("/H1") == 1
    assert "/Document" in tags or tags


def letter(**changes) -> Letter:
    plain = Letter(
        "Titre", "Sorte", is_fictitious=True, blocks=[letters.text("Bonjour")], facts={"number": 1}
    )
    return replace(plain, **changes)


def every_block(words: str) -> list:
    return [
        letters.heading(words),
        letters.lead(words),
        letters.text(words),
        letters.small(words),
        letters.quote(words),
        letters.code(words),
        letters.facts([(words, words)]),
        letters.table(
            words, [Col(words), Col(words, number=True, width=1)], [(words, words)], (words, words)
        ),
        letters.signatures([Place(words, words, words), Place(words, "", words)]),
    ]


@pytest.mark.parametrize("words", [HOSTILE, RIGHT_TO_LEFT, UNCOMMON, "", " ", "\r\n\t\n"])
def test_what_was_typed_prints_as_it_was_typed(words):
    pdf = read(letters.render(letter(title=words or "Titre", kicker=words, blocks=every_block(words))))
    assert_accessible(pdf, "fr-CA", drawable(words or "Titre"))
    if words == HOSTILE:
        assert words_of(pdf).count(squeezed(drawable(words))) >= 10


def test_a_very_long_answer_prints_to_its_last_word_even_without_a_space():
    words = "un mot # " * 3_000 + "A" * 25_000 + "FIN"
    pdf = read(letters.render(letter(blocks=[letters.quote(words)])))
    printed = words_of(pdf)
    assert printed.count("A") >= 25_000
    assert "FIN" in printed
    assert len(pdf.pages) > 5


def test_a_character_that_no_font_draws_is_printed_as_its_code():
    assert drawable("中 é 😀") == "[U+4E2D] é 😀"
    assert drawable("\u202erenversé") == "[U+202E]renversé"
    assert {"é", "œ", "ᐃ", "ש", "😀", "–", "«"} <= covered()


def test_the_fonts_draw_what_they_are_said_to_draw():
    """PDF/UA refuses a character without a glyph: each one counted as covered must pass."""
    signs = sorted(covered())
    for start in range(0, len(signs), 1_500):
        letters.render(letter(blocks=[letters.text(" ".join(signs[start : start + 1_500]))]))


def test_a_letter_that_would_not_be_accessible_is_refused_instead_of_printed():
    skipped = [letters.heading("Un"), letters.heading("Quatre", 4)]
    with pytest.raises(typst.TypstError, match="PDF/UA"):
        letters.render(letter(blocks=skipped))


def test_tables_have_column_heads_and_lists_of_facts_are_lists():
    tags = tags_of(read(letters.render(letter(blocks=every_block("mot")))))
    assert tags.count("/Table") == 1
    assert tags.count("/TH") == 2
    assert "/L" in tags


def test_the_digest_is_the_same_in_both_languages_and_changes_with_the_facts():
    with translation.override("en"):
        english = letter(title="Title").digest_shown()
    assert letter().digest_shown() == english
    assert letter(facts={"number": 2}).digest_shown() != english
    assert letter(digest="ab").digest_shown() == "ab"


def test_a_letter_says_that_it_is_fictitious_only_when_it_is():
    assert "Donnéesfictives" in words_of(read(letters.render(letter())))
    assert "Donnéesfictives" not in words_of(read(letters.render(letter(is_fictitious=False))))


@pytest.fixture
def world(db):
    return factories.world()


def both(client: Client, path: str) -> tuple[pypdf.PdfReader, pypdf.PdfReader]:
    found = []
    for prefix in ("", "/en"):
        answer = client.get(prefix + path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        found.append(read(answer.content))
    translation.activate("fr-ca")  # what a page asked for in English leaves behind
    return found[0], found[1]


def test_the_decision_of_an_allocation_says_amounts_reasons_signatures_and_how_to_recompute(world):
    scenario = factories.adopted_scenario(world)
    french, english = both(signed_in(world.here.officer), reverse("document_allocation", args=[scenario.pk]))
    assert_accessible(french, "fr-CA", "Décision de répartition")
    assert_accessible(english, "en-CA", "Allocation decision")
    printed = words_of(french)
    for line in scenario.lines.select_related("territory"):
        assert squeezed(line.territory.name + money(line.amount_cents)) in printed
    for signature in scenario.signatures.select_related("person"):
        assert squeezed(signature.person.full_name) in printed
    assert squeezed("« Population » partage 50 % de la somme : 300 sur 400 donnent") in printed
    assert squeezed(f"./run allocate repartition-{scenario.pk}.json") in printed
    assert scenario.digest in printed
    assert squeezed("Donnéesfictives") in printed
    assert squeezed("Fictitiousdata") in words_of(english)


def test_only_an_adopted_allocation_has_a_decision(world):
    draft = envelopes.save_scenario(
        actor=world.here.officer, envelope=world.envelope, title="Essai", local_percent=90,
        problem=factories.problem(world.here),
    )  # fmt: skip
    path = reverse("document_allocation", args=[draft.pk])
    assert signed_in(world.here.officer).get(path).status_code == 404
    envelopes.propose(actor=world.here.officer, scenario=draft)
    assert signed_in(world.here.officer).get(path).status_code == 404


@pytest.fixture
def journey(world):
    """A resolution, a signed grant and the file behind it; what the organisation wrote is hostile."""
    call = factories.open_call(world, world.here)
    grant = factories.signed_grant(call, world.here, requested_cents=2_000, title=HOSTILE[:80], need=HOSTILE)
    return SimpleNamespace(world=world, call=call, grant=grant, file=grant.application)


def test_the_receipt_says_number_moment_digest_and_every_answer_as_it_was_typed(journey):
    path = reverse("document_receipt", args=[journey.file.pk])
    french, english = both(signed_in(journey.world.here.coordinator), path)
    assert_accessible(french, "fr-CA", f"Accusé de réception {journey.file.number}")
    assert_accessible(english, "en-CA", f"Receipt {journey.file.number}")
    printed = words_of(french)
    for expected in (
        journey.file.digest,
        HOSTILE,
        money(journey.file.requested_cents),
        moment(journey.file.sent_at),
    ):
        assert squeezed(expected) in printed


def test_a_draft_has_no_receipt(journey):
    draft = factories.draft_application(journey.call, journey.world.here, requested_cents=1_000)
    path = reverse("document_receipt", args=[draft.pk])
    assert signed_in(journey.world.here.coordinator).get(path).status_code == 404


def test_the_agreement_names_parties_amount_decision_and_places_to_sign(journey):
    grant = journey.grant
    french, english = both(
        signed_in(journey.world.here.manager), reverse("document_agreement", args=[grant.pk])
    )
    assert_accessible(french, "fr-CA", "Convention d’aide financière")
    assert_accessible(english, "en-CA", "Funding agreement")
    printed = words_of(french)
    alliance = journey.call.alliance
    for expected in (
        grant.number, grant.organisation.name, alliance.mandataire.name, money(grant.amount_cents),
        grant.decision.resolution.number, journey.file.digest, grant.signed_for_organisation,
    ):  # fmt: skip
        assert squeezed(expected) in printed
    assert printed.count(squeezed("Nom, signature et date")) == 2
    assert grant.instalments.exists()
    for part in grant.instalments.all():
        assert squeezed(part.condition) in printed
        assert squeezed(day(part.due_on)) in printed


def test_the_resolution_lists_what_was_decided_and_why_it_differs(journey):
    here = journey.world.here
    granted, declined = (
        factories.recommended_application(journey.call, here, requested_cents=1_000) for _ in range(2)
    )
    recorded = review.record_resolution(
        actor=here.clerk, call=journey.call, number="#1 [$]",
        sitting=factories.sitting(here, BodyKind.ELECTED_COUNCIL),
        verdicts=[review.Verdicts(granted, 1_000), review.Verdicts(declined, 0, HOSTILE)],
    )  # fmt: skip
    french, english = both(signed_in(here.clerk), reverse("document_resolution", args=[recorded.pk]))
    assert_accessible(french, "fr-CA", "Résolution #1 [$]")
    assert_accessible(english, "en-CA", "Resolution #1 [$]")
    printed = words_of(french)
    for file in (granted, declined):
        assert file.number in printed
    assert squeezed(HOSTILE) in printed
    assert squeezed("Total accordé : " + money(1_000)) in printed


def test_a_document_of_another_region_or_organisation_is_not_found(journey):
    there = journey.world.there
    scenario = journey.call.alliance.envelope.scenarios.get()
    resolution = journey.grant.decision.resolution
    for name, pk in (
        ("document_allocation", scenario.pk),
        ("document_receipt", journey.file.pk),
        ("document_agreement", journey.grant.pk),
        ("document_resolution", resolution.pk),
    ):
        path = reverse(name, args=[pk])
        for account in there.people.values():
            assert signed_in(account).get(path).status_code == 404, (name, account)
        assert Client().get(path).status_code == 302

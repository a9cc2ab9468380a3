"""Forms: every kind reads or keeps what was typed; a published version never changes."""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from alliances.domain.forms import actions, kinds, queries, reference
from alliances.domain.forms.models import Form, FormVersion, Option, Question, QuestionKind, Section

STRINGS = json.loads((Path(__file__).resolve().parent.parent / "data" / "blns.json").read_text("utf-8"))


class Listed(kinds.Choices):
    def options(self, question):
        return {"a": "Premier", "b": "Second"}


def read(kind, text, **limits):
    return kinds.read(Question(kind=kind, label="?", **limits), text)


@pytest.mark.parametrize(
    ("kind", "text", "value", "written"),
    [
        ("short_text", "Un nom", "Un nom", "Un nom"),
        ("number", "1 040", 1040, "1\u00a0040"),
        ("money", "1 234,56 $", 123456, "1\u00a0234,56\u00a0$"),
        ("date", "2027-01-31", "2027-01-31", "31\u00a0janvier\u00a02027"),
        ("yes_no", "yes", "yes", "Oui"),
    ],
)
def test_each_kind_reads_and_writes(kind, text, value, written):
    assert read(kind, text).value == value
    assert kinds.KINDS[kind].write(Question(kind=kind), value) == written


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("short_text", "x" * 201), ("long_text", "x" * 5_001), ("number", "douze"), ("number", "-1"),
        ("number", "9" * 40), ("money", "1,234"), ("money", "mille"), ("money", "-5"), ("date", "au printemps"),
        ("date", "2027-02-31"), ("yes_no", "peut-être"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_type(kind, text):
    reading = read(kind, text)
    assert reading.value is None
    assert reading.sentence.endswith((".", "?"))


def test_choices_are_those_of_the_list():
    several, question = Listed(), Question(kind="choices")
    assert several.read(question, "a\nb").value == ["a", "b"]
    assert several.write(question, ["a", "b"]) == "Premier; Second"
    assert several.read(question, "a\nz").sentence
    assert several.read(question, "").value is None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(text=st.one_of(st.text(max_size=300), st.sampled_from(STRINGS)))
def test_no_text_breaks_a_kind(text):
    for kind in set(QuestionKind.values) - {"choice", "choices"}:  # those two ask the database for their list
        reading = read(kind, text)
        assert (reading.value is None) or not reading.sentence
        json.dumps(reading.value)


def test_a_question_bounds_its_number():
    assert read("number", "3", minimum=1, maximum=5).value == 3
    assert "1" in read("number", "9", minimum=1, maximum=5).sentence


@pytest.mark.django_db
def test_a_published_version_never_changes():
    version = factories.form_version()
    section = version.sections.first()
    question = section.questions.first()
    attempts = [
        lambda: Question.objects.filter(pk=question.pk).update(label="Autre"),
        lambda: Question.objects.filter(pk=question.pk).delete(),
        lambda: Section.objects.filter(pk=section.pk).update(title="Autre"),
        lambda: Question.objects.create(section=section, rank=99, code="x", kind="number", label="?"),
        lambda: Option.objects.create(question=question, rank=1, code="x", label="?"),
        lambda: FormVersion.objects.filter(pk=version.pk).update(published_at=None),
        lambda: FormVersion.objects.filter(pk=version.pk).delete(),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            attempt()


@pytest.mark.django_db
def test_a_code_of_question_serves_once_in_a_version():
    form = Form.objects.create(code="double", title="Double")
    asked = {"code": "need", "kind": "short_text", "label": "?"}
    sections = [{"code": code, "title": code, "questions": [asked]} for code in ("un", "deux")]
    with pytest.raises(ValueError, match="need"):
        actions.publish_version(form=form, number=1, sections=sections)


@pytest.mark.django_db
def test_the_shipped_forms_load_once_and_hold_their_promises():
    reference.load()
    before = list(Question.objects.values_list("pk", flat=True).order_by("pk"))
    reference.load()
    assert list(Question.objects.values_list("pk", flat=True).order_by("pk")) == before
    standard, short = FormVersion.objects.published()
    assert FormVersion.objects.default() == standard
    assert [s.code for s in queries.sections_of(standard)] == [
        "besoin", "activites", "personnes", "partenaires", "suite", "equite",
    ]  # fmt: skip
    for version in (standard, short):
        questions = Question.objects.filter(section__version=version)
        assert questions.filter(code__startswith="equity_").count() == 3
        assert not questions.filter(label_en="").exists()
        assert not questions.filter(kind__in=["choice", "choices"], options=None).exists()
    assert Question.objects.filter(section__version=short).count() <= 12


@pytest.mark.django_db
def test_reading_a_form_takes_three_queries(django_assert_num_queries):
    reference.load()
    version = FormVersion.objects.default()
    with django_assert_num_queries(3):
        filled = queries.filled(queries.sections_of(version), {"need": "Un besoin."})
        assert any(answer.written for section in filled for answer in section.answers)

"""Writing a version of a form, once."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliances.domain.forms.models import Form, FormVersion, Option, Question, Section


@transaction.atomic
def publish_version(*, form: Form, number: int, sections: Sequence[dict[str, Any]]) -> FormVersion:
    """Writes and publishes a version. Each section is its fields with `questions`, each question its fields with
    `options`; ranks follow the order given, from 1. The database refuses any later change.
    Raises ValueError when two questions share a code: answers are found by it.
    """
    codes = [question["code"] for section in sections for question in section["questions"]]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise ValueError(f"codes of questions used twice: {sorted(twice)}")
    version = FormVersion.objects.create(form=form, number=number)
    for rank, given in enumerate(sections, start=1):
        fields = {name: value for name, value in given.items() if name != "questions"}
        section = Section.objects.create(version=version, rank=rank, **fields)
        for place, question in enumerate(given["questions"], start=1):
            _add_question(section, place, question)
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    return version


def _add_question(section: Section, rank: int, given: dict[str, Any]) -> None:
    fields = {name: value for name, value in given.items() if name != "options"}
    question = Question.objects.create(section=section, rank=rank, **fields)
    Option.objects.bulk_create(
        Option(question=question, rank=place, **option)
        for place, option in enumerate(given.get("options", ()), start=1)
    )

"""The forms that ship with the product. No form of an Alliance could be read: they are a proposal, and say so."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.db import transaction

from alliances.domain.common.reference import Loaded, number, read_rows
from alliances.domain.forms import actions
from alliances.domain.forms.models import Form, FormVersion

DATA = Path(__file__).parent / "data"
TEXTS = ("code", "label", "label_en", "help", "help_en", "kind")


@transaction.atomic
def load() -> Loaded:
    """Writes the versions that are not there yet. A published version never changes: a correction is a new number."""
    loaded = Loaded()
    sections = _sections()
    for line in read_rows(DATA / "forms.csv"):
        form, _made = Form.objects.update_or_create(
            code=line["code"],
            defaults={
                "title": line["title"],
                "title_en": line["title_en"],
                "source": line["source"],
                "rank": int(line["rank"]),
                "is_standard": True,
            },
        )
        version = int(line["version"])
        if not FormVersion.objects.filter(form=form, number=version).exists():
            actions.publish_version(form=form, number=version, sections=sections[line["code"], version])
        loaded.note("forms", total=1, corrected=0, vanished=0)
    return loaded


def _sections() -> dict[tuple[str, int], list[dict[str, Any]]]:
    """The sections of each version, in the order of the file, with their questions."""
    questions: dict[tuple[str, int, str], list[dict[str, Any]]] = defaultdict(list)
    for line in read_rows(DATA / "questions.csv"):
        questions[line["form"], int(line["version"]), line["section"]].append(_question(line))
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for line in read_rows(DATA / "sections.csv"):
        key = (line["form"], int(line["version"]))
        texts = {name: line[name] for name in ("code", "title", "title_en", "help", "help_en")}
        found[key].append({**texts, "questions": questions[(*key, line["code"])]})
    return found


def _question(line: dict[str, str]) -> dict[str, Any]:
    """Options are written « code=français=English », separated by « ; »."""
    options = [each.split("=") for each in line["options"].split(";") if each]
    return {
        **{name: line[name] for name in TEXTS},
        "is_required": line["required"] == "yes",
        "longest": number(line["longest"]),
        "options": [
            {"code": code, "label": french, "label_en": english} for code, french, english in options
        ],
    }

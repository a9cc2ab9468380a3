"""Finding the strings that have no English."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from alliances.ops import extraction, translations
from alliances.ops.paths import PACKAGE

TEMPLATE = """<h1>{% translate "Bonjour" %}</h1>
  {# a comment #}
    <p>it's "odd" {{ name }}</p>
{% blocktranslate count n=n trimmed %}
  {{ n }} demande
{% plural %}
  {{ n }} demandes
{% endblocktranslate %}
"""


def test_strings_of_a_template_keep_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(TEMPLATE)
    found = list(extraction._read(path, extraction._as_python(path)))
    assert [each.identifier for each in found] == ["Bonjour", ("%(n)s demande", "%(n)s demandes")]
    assert found[0].line == 1


def test_strings_of_python_code(tmp_path: Path) -> None:
    source = (
        '_("Un")\ngettext_lazy("Deux")\nngettext("un", "des", n)\npgettext("ici", "Trois")\n_(variable)\n'
    )
    found = list(extraction._read(tmp_path / "code.py", source))
    assert [each.key for each in found] == [(None, "Un"), (None, "Deux"), (None, "un"), ("ici", "Trois")]


@pytest.mark.parametrize(
    ("path", "app"),
    [
        ("domain/grants/rules.py", "domain/grants"),
        ("spaces/public/templates/public/home.html", "spaces/public"),
        ("spaces/views.py", "ui"),
        ("ui/formats.py", "ui"),
    ],
)
def test_each_app_has_its_catalogue(path: str, app: str) -> None:
    assert extraction.catalogue_of(PACKAGE / path) == PACKAGE / app / "locale/en/LC_MESSAGES/django.po"


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (Message("Un", "One"), ""),
        (Message("Un", ""), "no English text"),
        (Message("Un", "One", flags=["fuzzy"]), "fuzzy"),
        (Message("%(n)s jours", "%(m)s days"), "placeholders differ"),
        (Message("%(n)s jours", "days"), "placeholders differ"),
        (Message(("Un jour", "%(n)s jours"), ("One day", "%(n)s days")), ""),
        (Message(("Un jour", "%(n)s jours"), ("One day", "")), "no English text"),
        (None, "not in the English catalogue"),
    ],
)
def test_what_is_wrong_with_an_entry(message: Message | None, problem: str) -> None:
    assert translations._problem(message) == problem


def test_only_what_replaces_a_sentence_of_a_library_may_stand_unused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(translations, "project_root", lambda: tmp_path)
    path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    library = f'#. {translations.LIBRARY}\nmsgid "Incorrect code."\nmsgstr "Wrong code."\n\n'
    path.write_text(library + 'msgid "Ancien"\nmsgstr "Old"\n')
    assert list(translations._compare(path, [])) == ["en/LC_MESSAGES/django.po: no longer used: 'Ancien'"]
    assert translations._update(path, [], prune=True) == 1
    assert list(translations._compare(path, [])) == []
    assert "Wrong code." in path.read_text()


def test_one_french_text_has_one_english_text_unless_a_context_tells_them_apart() -> None:
    first, second = Catalog(locale="en"), Catalog(locale="en")
    first.add("En cours", "In progress")
    second.add("En cours", "Under way")
    first.add("Volet", "Part")
    second.add("Volet", "Component", context="budget")
    first.add("Appel", "Call")
    second.add("Appel", "")
    known = {PACKAGE / app / "locale/en/LC_MESSAGES/django.po": catalogue
             for app, catalogue in (("domain/grants", first), ("spaces/journey", second))}  # fmt: skip
    [line] = translations.disagreements(known)
    assert line == "two English texts for 'En cours': 'In progress' (grants) / 'Under way' (journey)"

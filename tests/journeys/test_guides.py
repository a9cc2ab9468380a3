"""The guides of docs/guides can be followed word for word, one after another, on a fresh demonstration.

What one person writes, the next one reads. The whole walk takes minutes, so it is on demand, each language apart:
`./test --exhaustive tests/journeys/test_guides.py`. Always: the English guides hold the gestures of the French
ones, in the words that the product says in English, and the index leads to every part.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import BrowserContext, Page
from tests.journeys import guides
from tests.journeys.conftest import serving
from tests.journeys.guides import Reader
from tests.support import exhaustive

from alliances.ops import testing

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
LANGUAGES = ("fr-ca", "en")


@pytest.fixture(params=LANGUAGES)
def reader(
    request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> Iterator[Reader]:
    name = f"{testing.database_name()}_guides"
    with serving(testing.fresh_database(name, testing.DEMONSTRATION)) as address:

        def new_page() -> Page:
            return new_context(base_url=address, accept_downloads=True).new_page()

        yield Reader(request.param, new_page, tmp_path)


@exhaustive.on_demand
def test_the_guides_can_be_followed_word_for_word(reader: Reader) -> None:
    for section in guides.in_order(reader.language):
        reader.follow(section)
    assert not reader.faults, "\n".join(reader.faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_section_with_steps(language: str) -> None:
    """A section that the index forgets would be followed by nobody."""
    ending = guides.ENDINGS[language]
    others = [p.name for p in guides.DIRECTORY.glob(f"*{ending}") if not p.name.startswith("README")]
    if language == "en":
        others = [name for name in others if not name.endswith(".fr.md")]
    written = {str(section) for name in others for section in guides.sections(name)}
    assert {str(section) for section in guides.in_order(language)} == written


def test_both_languages_hold_the_same_gestures() -> None:
    """Section by section and step by step, the two languages do and type as many things, in the words of the screen."""
    for french, english in zip(guides.in_order("fr-ca"), guides.in_order("en"), strict=True):
        assert french.guide.replace(".fr.md", ".md") == english.guide
        for one, other in zip(french.steps, english.steps, strict=True):
            pairs = list(zip(one.gestures, other.gestures, strict=True))
            where = f"{french} and {english}, step {one.number}"
            assert [_shape(mine) for mine, _theirs in pairs] == [_shape(theirs) for _mine, theirs in pairs], (
                where
            )
            for mine, theirs in pairs:
                said = _in_english(mine.words)
                assert said == mine.words or said.startswith(theirs.words), where


def _shape(gesture: guides.Gesture) -> tuple[str, int]:
    return gesture.kind, len(gesture.typed)


def _in_english(words: str) -> str:
    """What the product says in English where these words are one of its sentences; otherwise the words themselves."""
    with translation.override("en"):
        return translation.gettext(words)

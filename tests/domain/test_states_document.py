"""The document of the states says what the tables say."""

from alliances.ops import states

AGAIN = 'docs/states.md is out of date: ./run shell -c "from alliances.ops import states; states.write()"'


def test_the_document_is_made_from_the_tables():
    assert states.path().read_text() == states.as_markdown(), AGAIN

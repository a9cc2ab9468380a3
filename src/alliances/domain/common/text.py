"""French sort order without a database collation (none of the supported servers must have ICU)."""

import unicodedata


def sort_key(text: str) -> str:
    """A key whose binary order is the French-Canadian alphabetical order of `text`.

    Letters first without accents or case (œ as oe), then the accents, compared from the end of the word as
    French dictionaries do: cote, côte, coté, côté.
    """
    expanded = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    letters: list[str] = []
    accents: list[str] = []
    for char in unicodedata.normalize("NFD", expanded):
        if unicodedata.combining(char):
            if accents:
                accents[-1] = char
        elif char.isalnum():
            letters.append(char.casefold())
            accents.append(" ")
    return f"{''.join(letters)}\t{''.join(reversed(accents))}"

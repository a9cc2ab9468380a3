"""The checker of pages sees what it is there to see."""

import pytest
from tests.support.html import faults

PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Page</title></head>'
    '<body><main id="contenu"><h1>Titre</h1>%s</main></body></html>'
)
SOUND = (
    "<ul><li>un</li></ul><p>Un <a href='#contenu'>lien</a> et <time datetime='2026-01-02'>un jour</time>.</p>"
    "<details><summary><h2>Plus</h2></summary><dl><div><dt>a</dt><dd>b</dd></div></dl></details>"
    "<label for='x'>Nom</label><input id='x'><svg viewBox='0 0 1 1'><title>Rien</title><g><path d='M0 0'/></g></svg>"
)


def test_a_sound_page_has_no_fault() -> None:
    assert faults(PAGE % SOUND) == []


@pytest.mark.parametrize(
    ("piece", "word"),
    [
        ("<p>a<div>b</div></p>", "unexpected-end-tag"),
        ("<div>jamais fermé", "end"),
        ("<p id=a id=b>x</p>", "duplicate-attribute"),
        ("<table><div>x</div><tr><td>1</td></tr></table>", "voodoo"),
        ("<p id='a'>1</p><p id='a'>2</p>", "used 2 times"),
        ("<label for='rien'>x</label>", "'rien'"),
        ("<section aria-labelledby='absent'><h2>x</h2></section>", "'absent'"),
        ("<a href='#nulle-part'>x</a>", "'#nulle-part'"),
        ("<span><div>x</div></span>", "div stands in span"),
        ("<ul><p>x</p></ul>", "ul holds p"),
        ("<ul>texte<li>x</li></ul>", "text outside"),
        ("<dl><div><dt>x</dt></div></dl>", "dt without dd"),
        ("<a href='/'><button>x</button></a>", "in a link or a button"),
        ("<p style='color:red'>x</p>", "inline style"),
        ("<button onclick='x()'>x</button>", "inline onclick"),
        ("<script>alert(1)</script>", "written in the page"),
        ("<img src='x.png'>", "no alt"),
        ("<time datetime='hier'>hier</time>", "no date"),
        ("<h1>encore</h1>", "2 h1"),
        ("<center>x</center>", "obsolete"),
    ],
)
def test_each_fault_is_seen(piece: str, word: str) -> None:
    found = faults(PAGE % piece)
    assert any(word in line for line in found), found

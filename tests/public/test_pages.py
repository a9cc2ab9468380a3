"""The public pages of facts: each opens in both languages, at a fixed cost, and leads to the next of the chain."""

import re
from collections import deque

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliances.domain.strategy.models import LawArticle, Measure, Plan
from alliances.domain.territories.models import Level, Territory

pytestmark = pytest.mark.usefixtures("loaded")

# Each page and how many queries it may cost, whatever is in the tables.
PAGES = {
    "/": 6,
    "/sources/": 1,
    "/plans/": 3,
    "/plans/PAGIEPS/": 15,
    "/plans/PAG-2004/": 14,
    "/buts/4/": 6,
    "/mesures/PAGIEPS-11/": 13,
    "/mesures/PAGIEPS-A/": 9,
    "/territoires/": 8,
    "/territoires/QC/": 10,
    "/territoires/12/": 11,
    "/territoires/371/": 12,
    "/territoires/PN/": 9,
    "/territoires/01023/": 9,
    "/loi/": 6,
    "/loi/article-11/": 11,
    "/loi/article-3/": 11,
    "/loi/obligations/": 4,
    "/comite-consultatif/": 8,
    "/publications/": 16,
    "/observatoire/": 12,
    "/chiffres/seuils/": 5,
    "/recherche/": 1,
    "/recherche/?q=levis": 7,
}


# What the section « where it led » may add to any page, whatever there is to show (tested in tests/chain).
JOURNEY = 14


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["fr", "en"])
def test_each_page_opens_at_a_fixed_cost(client: Client, path: str, prefix: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(prefix + path)
    assert response.status_code == 200
    assert len(queries) <= PAGES[path] + JOURNEY, "\n".join(query["sql"][:200] for query in queries)


def text_of(client: Client, path: str) -> str:
    """What one reads in the main part of the page."""
    response = client.get(path)
    assert response.status_code == 200, path
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\u00a0", " ").split())


def links_of(client: Client, path: str) -> set[str]:
    main = client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]
    return {link.partition("#")[0] for link in re.findall(r'href="(/[^"?]*)', main)}


def test_every_row_has_a_page_that_opens(client: Client) -> None:
    paths = [
        *(reverse("plan", args=[code]) for code in Plan.objects.values_list("code", flat=True)),
        *(reverse("measure", args=[code]) for code in Measure.objects.values_list("code", flat=True)),
        *(
            reverse("article", args=[number])
            for number in LawArticle.objects.values_list("number", flat=True)
        ),
        *(
            reverse("territory", args=[code])
            for code in Territory.objects.exclude(level=Level.MUNICIPALITY).values_list("code", flat=True)
        ),
    ]
    assert len(paths) == 4 + 35 + 70 + 127
    broken = [path for path in paths if client.get(path).status_code != 200]
    assert broken == []


@pytest.mark.parametrize(
    "path",
    [
        "/plans/RIEN/",
        "/buts/6/",
        "/mesures/rien/",
        "/territoires/9999/",
        "/loi/article-71/",
        "/buts/99999999999999999999/",
        "/loi/article-99999999999999999999/",
        "/territoires/%00/",
        "/mesures/%F0%9F%92%A9/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("asked", ["", "%", "'", "a", "é", "\x00", "x" * 5000, "0", "…", "\u202e"])
def test_search_takes_anything(client: Client, asked: str) -> None:
    assert client.get("/recherche/", {"q": asked}).status_code in {200, 400}


@pytest.mark.parametrize(
    "query",
    [
        "?tri=-people",
        "?tri=rien&page=zz",
        "?niveau=mrc&region=12",
        "?indicateur=rien",
        "?page=999",
        "?format=csv",
    ],
)
def test_the_list_of_territories_takes_any_question(client: Client, query: str) -> None:
    assert client.get(f"/territoires/{query}").status_code == 200


def test_the_chain_can_be_walked_both_ways(client: Client) -> None:
    """Article ↔ goal ↔ measure ↔ plan, and measure ↔ territory: each page links to its neighbours."""
    neighbours = [
        ("/loi/article-6/", "/buts/4/"),
        ("/buts/4/", "/mesures/PAGMAP-3.1.1.1/"),
        ("/mesures/PAGMAP-3.1.1.1/", "/plans/PAGMAP/"),
        ("/mesures/PAGMAP-3.1.1.1/", "/territoires/12/"),
        ("/loi/article-11/", "/mesures/PAGIEPS-11/"),
        ("/plans/PAGIEPS/", "/loi/article-13/"),
    ]
    one_way = [
        (here, there)
        for a, b in neighbours
        for here, there in ((a, b), (b, a))
        if there not in links_of(client, here)
    ]
    assert one_way == []


def test_no_link_of_the_facts_is_broken(client: Client) -> None:
    seen, waiting = {"/"}, deque(["/"])
    broken = []
    while waiting and len(seen) < 150:
        path = waiting.popleft()
        response = client.get(path)
        if response.status_code != 200:
            broken.append((path, response.status_code))
            continue
        for link in sorted(links_of(client, path) - seen):
            seen.add(link)
            waiting.append(link)
    assert broken == []


def test_a_past_date_without_document_reads_not_verified(client: Client) -> None:
    french, english = text_of(client, "/loi/obligations/"), text_of(client, "/en/loi/obligations/")
    assert "17 octobre 2025 – non vérifié" in french
    assert "not verified" in english
    assert "retard" not in french.lower()
    assert not re.search(r"\b(late|overdue)\b", english.lower())


def test_seats_are_shown_without_a_name(client: Client) -> None:
    assert text_of(client, "/comite-consultatif/").count("Titulaire non vérifié") == 17
    assert "jamais entré en vigueur" in text_of(client, "/comite-consultatif/")


def test_empty_places_are_visible(client: Client) -> None:
    assert text_of(client, "/plans/PAGIEPS/").count("mesure non lue") == 41


def test_conflicting_amounts_are_shown_together(client: Client) -> None:
    text = text_of(client, "/territoires/04/")
    assert text.count("Sources en désaccord") == 2
    assert "5 805 682,00 $" in text
    assert "5 802 682,00 $" in text


def test_a_value_of_a_shared_division_is_not_given_to_the_territory(client: Client) -> None:
    text = text_of(client, "/territoires/371/")
    assert "Taux de faible revenu (MFR après impôt)" in text
    assert "elle ne vaut pas pour celui-ci" in text
    assert "non publié" in text


def test_the_wording_of_article_11_stays_french_in_english(client: Client) -> None:
    page = client.get("/en/loi/article-11/").content.decode()
    assert re.search(r'lang="fr-CA"[^>]*><p>«\xa0favoriser la participation citoyenne', page)
    assert "Mise en contexte des Alliances pour la solidarité" in page


def test_the_first_wording_of_a_goal_comes_before_the_others(client: Client) -> None:
    text = text_of(client, "/buts/5/")
    first = text.index("afin de lutter collectivement")
    assert first < text.index("Selon une autre source")


def test_search_ignores_accents_and_capitals(client: Client) -> None:
    for asked in ("levis", "LÉVIS", "Lé vis"):
        assert "/territoires/251/" in links_of(client, f"/recherche/?q={asked}")
    assert "/loi/article-20/" in links_of(client, "/recherche/?q=article 20")
    assert "/mesures/PAGMAP-3.1.1.1/" in links_of(client, "/recherche/?q=3.1.1.1")
    assert "/territoires/01023/" in links_of(client, "/recherche/?q=iles-de-la-madeleine")


def test_the_chart_never_joins_two_bases(client: Client) -> None:
    page = client.get("/chiffres/seuils/").content.decode()
    assert page.count('class="break"') == 2


def test_the_files_hold_every_territory(client: Client) -> None:
    lines = client.get("/territoires/?format=csv").content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + 17 + 4 + 1 + 104

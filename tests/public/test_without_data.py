"""Before anything is loaded, a page is empty or not found, never broken."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sources/",
        "/plans/",
        "/buts/1/",
        "/territoires/",
        "/loi/",
        "/loi/article-1/",
        "/loi/obligations/",
        "/comite-consultatif/",
        "/chiffres/seuils/",
        "/recherche/?q=levis",
    ],
)
def test_an_empty_product_answers(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code in {200, 404}

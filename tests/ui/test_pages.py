"""The layout, the error pages, unreadable input, and that nothing is inline."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

import alliances
from alliances.domain.common.verdict import NotPermitted
from alliances.ui import errors
from alliances.ui.badges import StateLabel
from alliances.ui.context import other_language_url
from alliances.ui.navigation import EVERYONE, NavItem, public_links, register, space_links

STATIC = Path(alliances.__file__).parent / "ui/static/ui"


@pytest.fixture
def anonymous() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "lang"), [("/composants/", "fr-CA"), ("/en/composants/", "en")])
def test_components_are_shown_without_a_database(anonymous: Client, address: str, lang: str) -> None:
    response = anonymous.get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{lang}">' in page
    assert page.count("<h1") == 1
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_no_french_is_left_in_the_english_page(anonymous: Client) -> None:
    page = anonymous.get("/en/composants/").content.decode()
    for french in ("Chercher", "Télécharger", "Envoyer", "fictif<", "non publié", "lignes", "Étapes"):
        assert french not in page


def test_the_language_switch_keeps_the_page(anonymous: Client) -> None:
    assert 'href="/en/composants/?tri=-name"' in anonymous.get("/composants/?tri=-name").content.decode()
    assert (
        'href="/composants/?q=a&amp;page=2"' in anonymous.get("/en/composants/?q=a&page=2").content.decode()
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [("/", "/en/"), ("/en/", "/"), ("/en", "/"), ("/loi/", "/en/loi/"), ("/en//evil.test/", "/evil.test/"),
     ("//evil.test/", "/en/evil.test/"), ("/environs/", "/en/environs/"), ("/en/en/", "/en/")],
)  # fmt: skip
def test_the_other_language_is_never_another_site(here: str, there: str) -> None:
    assert other_language_url(here) == there


@pytest.mark.parametrize(("language", "word"), [("fr-ca", "page"), ("en", "page")])
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_say_what_to_do_without_a_database(status: int, language: str, word: str) -> None:
    request = RequestFactory().get("/x/")
    with translation.override(language):
        answers = {
            400: lambda: errors.bad_request(request),
            403: lambda: errors.forbidden(request, NotPermitted("Seule la MRC peut signer.")),
            404: lambda: errors.not_found(request),
            500: lambda: errors.server_error(request),
        }
        response = answers[status]()
    page = response.content.decode()
    assert response.status_code == status
    assert page.count("<h1") == 1
    assert str(status) in page
    assert word in page
    if status == 403:
        assert "Seule la MRC peut signer." in page


def test_a_crash_is_answered_with_our_page(anonymous: Client, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    response = anonymous.get("/crash/")
    assert response.status_code == 500
    assert "L’erreur vient de nous" in response.content.decode()


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("essai")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse("lu")


urlpatterns = [path("crash/", crash), path("echo/", echo)]
handler500 = "alliances.ui.errors.server_error"


@pytest.mark.parametrize("query", ["a=%00", "%00=a", "a=%FF", "a=%C3", "a=%ED%A0%80"])
def test_unreadable_addresses(anonymous: Client, query: str) -> None:
    response = anonymous.get(f"/composants/?{query}")
    assert response.status_code == 400
    assert "Nous n’avons pas pu lire cet envoi" in response.content.decode()


@pytest.mark.parametrize("body", ["a=%00", "a=%FF%FE", "a%00=1"])
def test_unreadable_forms(anonymous: Client, settings: object, body: str) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    kind = "application/x-www-form-urlencoded"
    assert anonymous.post("/echo/", body, content_type=kind).status_code == 400
    assert anonymous.post("/echo/", "a=%C3%A9+%F0%9F%8D%81", content_type=kind).status_code == 200


def test_unreadable_multipart_cookies_and_paths(anonymous: Client, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    assert anonymous.post("/echo/", {"a": "b\x00"}).status_code == 400
    assert anonymous.post("/echo/", {"a": SimpleUploadedFile("a\x00.txt", b"x")}).status_code in (200, 400)
    assert (
        anonymous.post("/echo/", b"garbage", content_type="multipart/form-data; boundary=x").status_code < 500
    )
    assert anonymous.post("/echo/", {"a": "é œ 🍁 \u202e"}).status_code == 200
    assert anonymous.get("/%00/").status_code == 400
    anonymous.cookies.load('sessionid="abcdefgh\\000"')
    assert anonymous.get("/echo/").status_code == 400


def test_too_large_a_form_is_a_sentence(anonymous: Client) -> None:
    body = "a=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 10)
    response = anonymous.post("/composants/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "trop volumineux" in response.content.decode()


def test_a_page_weighs_less_than_sixty_kilobytes() -> None:
    files = [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 60_000


def test_menus_show_what_exists_and_what_one_may_open() -> None:
    register(NavItem("Ailleurs", "a_page_nobody_built", order=1))
    item = NavItem("Signer", "components", roles=("ministry_officer",), order=2)
    register(item)
    register(item)
    assert "Ailleurs" not in [link.label for link in public_links("/")]
    assert [link.label for link in space_links("/composants/", ["ministry_officer"])].count("Signer") == 1
    assert "Signer" not in [link.label for link in space_links("/", ["auditor"])]
    assert EVERYONE


def test_a_state_speaks_to_each_reader() -> None:
    state = StateLabel(
        {"staff": "À examiner", "": "En analyse"}, tone="waiting", next_step={"staff": "Lisez."}
    )
    assert state.badge_for("staff").label == "À examiner"
    assert state.label_for("public") == "En analyse"
    assert state.next_step_for("public") == ""
    with pytest.raises(ValueError, match="tone"):
        StateLabel({"": "x"}, tone="rose")

"""The pages of the account wear our layout and speak plain French; nothing is inline, no field is forgotten."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories

PUBLIC = ["login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/x-y/"]
PRIVATE = [
    "logout/",
    "password/change/",
    "email/",
    "reauthenticate/",
    "2fa/",
    "2fa/totp/activate/",
]
ENGLISH = re.compile(r"\b(Sign|Password|Please|Enter|Change|Forgot|Verify|Are you sure|Email)\b")


def visible_text(page: str) -> str:
    body = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]+>", " ", body)


def is_ours(page: str) -> None:
    assert 'href="#contenu"' in page
    assert page.count("<h1") == 1
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    assert not re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_before_signing_in(client: Client, address: str) -> None:
    page = client.get(f"/compte/{address}", follow=True).content.decode()
    is_ours(page)
    assert not ENGLISH.search(visible_text(page)), ENGLISH.findall(visible_text(page))


@pytest.mark.django_db
@pytest.mark.parametrize("address", PRIVATE)
def test_once_signed_in(client: Client, address: str) -> None:
    account = factories.account("camille.roy")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp(), "email": account.email}
    ]
    session.save()
    response = client.get(f"/compte/{address}", follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    is_ours(page)
    assert "Camille Roy" in page
    assert not ENGLISH.search(visible_text(page)), ENGLISH.findall(visible_text(page))


@pytest.mark.django_db
def test_a_wrong_password_is_said_plainly(client: Client) -> None:
    page = client.post("/compte/login/", {"login": "a@exemple.org", "password": "x" * 12}).content.decode()
    assert "L’adresse ou le mot de passe ne convient pas." in page
    assert "<title>Erreur – Se connecter" in page
    assert 'value="a@exemple.org"' in page


@pytest.mark.django_db
def test_in_english(client: Client) -> None:
    page = client.get("/en/compte/login/").content.decode()
    assert "Stay signed in on this device" in page
    assert "mot de passe" not in visible_text(page).lower()

"""Every page of the table of access is valid HTML, in French and in English, as the first person who may open it."""

import pytest
from django.conf import settings
from django.test import Client
from tests.access import places
from tests.access.test_access import rows
from tests.support import html, shared


def pages() -> list[tuple[str, str, str]]:
    """(route, target, role)."""
    found = []
    for row in rows():
        role = next((role for role in places.ROLES if row[role].split("/")[0] == "200"), None)
        if row["method"] == "GET" and role:
            found.append((row["route"], row["target"], role))
    return found


@pytest.mark.xdist_group("html")
class ValidTest(shared.WorldTestCase):
    where = places.WORLD

    def check(self, prefix: str) -> None:
        clients: dict[str, Client] = {}
        wrong = []
        for route, target, role in pages():
            if role not in clients:
                clients[role] = Client()
                if role != "visitor":
                    clients[role].force_login(self.world.here.people[role])
            url = prefix + places.address(route, target, self.world.objects["own"]).removeprefix("/en")
            response = clients[role].get(url)
            if response.headers["Content-Type"].startswith("text/html"):
                wrong += [f"{url}: {line}" for line in html.faults(response.content.decode())]
        assert not wrong, "\n".join(wrong)

    def test_every_page_is_valid_in_french(self) -> None:
        assert settings.LANGUAGE_CODE == "fr-ca"
        self.check("")

    def test_every_page_is_valid_in_english(self) -> None:
        self.check("/en")

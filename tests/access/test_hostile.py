"""Every field of every form bears anything: an act or a refusal in a sentence, never a 500, never a word lost."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils.http import urlencode
from tests.access import acts, places, verdicts, vicious
from tests.access.test_acts import parts
from tests.access.test_html import pages as openable
from tests.support import pages, shared, tables

SEARCH = "/recherche/"  # the search box of the header stands on every page
QUESTIONS = 4  # parts


class FieldsTest(shared.WorldTestCase):
    """Each sending is rolled back."""

    where = acts.WORLD

    def check_acts(self, part: list[dict[str, str]]) -> None:
        wrong: list[str] = []
        for row in part:
            for act, client in acts.effective(self.world, row):
                wrong += [f"{act}: {line}" for line in refused_badly(client, act)]
        assert not wrong, "\n".join(wrong)

    def check_questions(self, part: list[tuple[str, str, str]]) -> None:
        wrong: list[str] = []
        met: Counter[tuple[str, str]] = Counter()
        clients = {role: acts.client_of(self.world, role) for role in places.ROLES}
        for route, target, role in part:
            url = places.address(route, target, self.world.objects["own"])
            for form in questions(clients[role], url, route):
                wrong += [f"{url}, {role}: {line}" for line in answered_badly(clients[role], url, form, met)]
        assert not wrong, "\n".join(wrong)


def questions(client: Client, url: str, route: str) -> list[pages.Form]:
    """The forms of the page that only ask, with what its tables read in the address; the header's once."""
    page = client.get(url)
    if not page.headers["Content-Type"].startswith("text/html"):
        return []
    text = page.content.decode()
    found = [
        form
        for form in pages.forms(text)
        if form.method == "get" and not (form.action == SEARCH and route != "search")
    ]
    for form in found:
        if "table-block" in text:
            for name in ("tri", "page", "format"):
                form.fields.setdefault(name, pages.Field(name, "hidden"))
    return found


def answered_badly(
    client: Client, url: str, form: pages.Form, met: "Counter[tuple[str, str]]"
) -> Iterator[str]:
    address = urljoin(url, form.action.partition("?")[0])
    for trial in vicious.trials(form, address, form.untouched(), met):
        client.cookies.pop("messages", None)
        answer = client.get(f"{address}?{urlencode(trial.body, doseq=True)}")
        if found := verdicts.fault(client, answer, form, trial):
            yield f"{trial.field}, {trial.label}: {found}"


def refused_badly(client: Client, act: acts.Act) -> Iterator[str]:
    for trial in vicious.trials(act.form, act.url, act.sent):
        client.cookies.pop("messages", None)
        with tables.undone():
            answer = acts.post(client, act.url, trial.body)
            found = verdicts.fault(client, answer, act.form, trial)
            if not found and trial.follow and answer.status_code == 302:
                shown = client.get(urljoin(act.url, answer.headers["Location"]))
                found = verdicts.taken_for_code(shown.content.decode(errors="replace"))
        if found:
            yield f"{trial.field}, {trial.label}: {found}"


def _one_test_for(name: str, part: list[dict[str, str]]) -> None:
    """Each part is a test of its own, so that they run side by side; its other proofs stay in the same process."""

    def test(self: FieldsTest) -> None:
        self.check_acts(part)

    setattr(FieldsTest, f"test_every_field_{name}_bears_anything", pytest.mark.xdist_group(name)(test))


for _name, _part in parts().items():
    _one_test_for(_name, _part)


def _one_test_of_questions(number: int) -> None:
    def test(self: FieldsTest) -> None:
        self.check_questions(openable()[number::QUESTIONS])

    setattr(FieldsTest, f"test_every_question_of_part_{number + 1}_bears_anything", test)


for _number in range(QUESTIONS):
    _one_test_of_questions(_number)

"""A double click, a reload, the back button, a forged body: each form does its own thing, once.

The forms are those of `acts`. After the first sending and after each other one, every table is compared.
"""

import pytest
from tests.access import acts, forged, kept_words
from tests.access.test_access import rows
from tests.support import pages, shared, tables

# Forms that another page may send again, and why that is right.
AGAIN = {
    "advisory_opinion_new": "a committee may give two opinions",
    "council_body_new": "a region may have two bodies of one name",
    "council_body_rules": "the rules are written over with the same ones",
    "council_call": "another resolution, of the files that the first one left",
    "council_sitting": "presences are written over until the sitting is closed",
    "invitations": "somebody who lost an invitation is invited again",
    "manager_alliance_amend": "an Alliance is amended more than once",
    "manager_alliance_edit": "a draft is written over with the same words",
    "manager_call_copy": "a call may be copied twice",
    "manager_call_edit": "a draft is written over with the same words",
    "manager_call_new": "an Alliance has several calls",
    "manager_framework_new": "each version of the rules is a version",
    "manager_local_plan_new": "a territory may prepare two plans",
    "manager_opening_new": "a workbook is read as often as one likes: one reading is signed, the others are set aside",
    "manager_priority_move": "one step up, each time",
    "manager_priority_new": "two priorities may bear one title",
    "manager_recommendation": "the committee may advise again, with its reason",
    "manager_record_new": "two meetings may look alike",
    "ministry_alliance_new": "a draft is only prepared",
    "ministry_envelope_new": "a fund gives several envelopes",
    "ministry_measure": "a measure has several sentences",
    "ministry_workshop": "a simulation may be kept twice: nothing is decided",
    "organisation_application_step": "each save says its version: the second page is told that the first saved",
    "organisation_interim": "each save says its version: the second page is told that the first saved",
    "organisation_register": "a person may work for several organisations",
    "organisation_report": "each save says its version: the second page is told that the first saved",
    "organisation_start": "an organisation may have two drafts: the first are offered before",
}


def posts() -> list[dict[str, str]]:
    """A row for each route that takes a form, whether the table names its POST or its page alone."""
    table = rows()
    named = {row["route"] for row in table if row["method"] == "POST"}
    return [row for row in table if row["method"] == "POST" or row["route"] not in named]


PARTS = (
    {"organisation"}, {"manager"}, {"ministry", "advisory"}, {"council", "committee", "payments"},
)  # fmt: skip
SPLIT = 3  # ways in which the largest part is divided


def parts() -> dict[str, list[dict[str, str]]]:
    """The rows of `posts()`, by the name of the test they stand in."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in posts():
        door = row["route"].partition("_")[0]
        doors = next((part for part in PARTS if door in part), {"elsewhere"})
        found.setdefault(f"of_{'_'.join(sorted(doors))}", []).append(row)
    manager = found.pop("of_manager")
    return found | {f"of_manager_{n + 1}": manager[n::SPLIT] for n in range(SPLIT)}


class ActsTest(shared.WorldTestCase):
    """Each act is rolled back."""

    where = acts.WORLD

    def check(self, part: list[dict[str, str]]) -> None:
        wrong: list[str] = []
        for row in part:
            try:
                for act, client in acts.effective(self.world, row):
                    with tables.undone():
                        wrong += self.repeated(act, client)
                    wrong += forged.taken(act, client)
                    with tables.undone():
                        wrong += kept_words.lost(self.world, act, client)
            except acts.Unfilled as unfilled:
                wrong.append(str(unfilled))
        assert not wrong, "\n".join(wrong)

    def repeated(self, act: acts.Act, client: acts.Client) -> list[str]:
        """The same page sent again, then the same words from another page, as two tabs or the back button do."""
        acts.send(client, act)
        once = tables.state()
        again = acts.send(client, act)
        twice = tables.state()
        found = []
        if again.status_code >= 500:
            found.append(f"{act}: the second click answers {again.status_code}")
        done = tables.changed(once, twice)
        if done:
            found.append(f"{act}: the second click did something: {done}")
        other = acts.send(client, act, **{pages.TOKEN: acts.token(client)})
        if other.status_code >= 500:
            found.append(f"{act}: another page answers {other.status_code}")
        done = tables.changed(twice, tables.state())
        if done and act.route not in AGAIN:
            found.append(f"{act}: another page did it again: {done}")
        return found

    def test_every_exception_is_still_a_form(self) -> None:
        known = {row["route"] for row in posts()}
        said = (
            AGAIN,
            acts.ANSWERS,
            acts.ASKED,
            acts.BY,
            acts.EACH,
            acts.SHOWN_ON,
            acts.UNTOUCHED,
            acts.WHERE,
        )
        assert not set().union(*said) - known


def _one_test_for(name: str, part: list[dict[str, str]]) -> None:
    """Each part is a test of its own, so that they run side by side; its other proofs stay in the same process."""

    def test(self: ActsTest) -> None:
        self.check(part)

    setattr(ActsTest, f"test_every_form_{name}_acts_once", pytest.mark.xdist_group(name)(test))


for _name, _part in parts().items():
    _one_test_for(_name, _part)

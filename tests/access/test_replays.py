"""Everything that was sent along a whole journey is sent again at its end: the state moved on, nothing moves back.

One application goes from its draft to the closed file, each step by the form of its page and the person whose step it
is. Then every body comes again: as it was (the back button, a reload), and from a page made since.
"""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from tests.access import acts, places
from tests.support import pages, shared, tables

from alliances.domain.applications.models import Application
from alliances.domain.grants.models import Grant, GrantState, ReportState
from alliances.spaces.organisation.dossier import Dossier

# What a body sent from a new page may still do at the end, and why that is right.
AFTERWARDS = {
    "organisation_start": "an organisation may begin another draft for the same call",
}
BUDGET = {
    "requested": "10,00", "cost-0-category": "staff", "cost-0-label": "Animation", "cost-0-amount": "20,00",
    "revenue-0-category": "own", "revenue-0-label": "Fonds", "revenue-0-amount": "10,00",
}  # fmt: skip


@dataclass(frozen=True)
class Sending:
    """One body that did something, and who sent it where."""

    role: str
    route: str
    url: str
    body: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.route}, {self.role}, {self.url}, {self.body.get('act', '')}"


class Walk:
    """The people of the journey, their browsers, and everything they sent."""

    def __init__(self, world: SimpleNamespace) -> None:
        self.world = world
        self.clients = {role: acts.client_of(world, role) for role in world.here.people}
        self.sent: list[Sending] = []

    def send(self, role: str, route: str, *args: Any, act: str = "", **answers: Any) -> None:
        """Fills the form of the page that takes these answers (and has this button), and sends it: it must act."""
        url, client = reverse(route, args=args), self.clients[role]
        found = [
            form
            for form in acts.forms_at(client, url)
            if answers.keys() <= form.fields.keys() and (not act or ("act", act) in form.buttons)
        ]
        assert found, f"{url} has no form for {answers}: {_told(client.get(url))}"
        form = found[0]
        rest = form.untouched() if answers.keys() & BUDGET.keys() else form.filled()
        body = rest | answers | ({"act": act} if act else {})
        before = tables.state()
        answer = acts.post(client, url, body)
        assert tables.changed(before, tables.state()), f"{route} did nothing: {_told(answer)}"
        self.sent.append(Sending(role, route, url, body))

    def apply(self) -> Application:
        """Written page by page, sent, corrected at the region's demand, sent again."""
        self.send("coordinator", "organisation_start", self.world.objects["own"]["call"].pk)
        file = Application.objects.latest("pk")
        for step in Dossier(file).open_steps:
            if step.slug not in {"documents"}:
                self.send(
                    "coordinator", "organisation_application_step", file.pk, step.slug, **_words(step.slug)
                )
        self.send("coordinator", "organisation_application_check", file.pk)
        self.send("manager", "manager_correction", file.pk, pages=["budget"], reason="Précisez le loyer.")
        corrected = BUDGET | {"cost-0-label": "Animation et loyer"}
        self.send("coordinator", "organisation_application_step", file.pk, "budget", **corrected)
        self.send("coordinator", "organisation_application_check", file.pk)
        return file

    def decide(self, file: Application) -> Grant:
        """Read and scored by two members, recommended, decided, offered, accepted."""
        call = file.call_id
        for member in ("member", "second_member"):
            self.send(member, "committee_application", file.pk, has_conflict="no")
            self.send(member, "committee_application", file.pk)
        lines = {f"advice_{file.pk}": "oui", f"reasons_{file.pk}": "Répond à la priorité."}
        self.send("manager", "manager_recommendation", call, **lines)
        self.send("clerk", "council_call", call, number="R-rejouée", **{f"in_{file.pk}": "on"})
        file.refresh_from_db()
        day = timezone.localdate() + timedelta(days=30)
        self.send("manager", "manager_offer_new", file.decision.pk, expires_on=day.isoformat())
        grant = file.decision.grant
        self.send("coordinator", "organisation_offer", grant.pk)
        return grant

    def end(self, grant: Grant) -> None:
        """Paid by two people, reported, accepted, closed."""
        for instalment in grant.instalments.order_by("rank"):
            self.send("requester", "payments_request", instalment.pk)
            payment = grant.payments.latest("pk").pk
            self.send("approver", "payments_approve", payment)
            self.send("requester", "payments_mark_paid", payment)
        self.send("coordinator", "organisation_report", grant.pk, act="send", **_report())
        report = grant.reports.get()
        assert report.state == ReportState.SENT, report.state
        self.send("manager", "manager_report_accept", report.pk)
        self.send("manager", "manager_grant_close", grant.pk)


def _words(slug: str) -> dict[str, str]:
    start = timezone.localdate() + timedelta(days=60)
    days = {"starts_on": start.isoformat(), "ends_on": (start + timedelta(days=300)).isoformat()}
    return {"projet": days, "budget": BUDGET}.get(slug, {})


def _report() -> dict[str, str]:
    return {"spent_1": "20,00", "part_1": "10,00"}


def _told(answer: Any) -> str:
    """What the page says, without its markup."""
    text = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return f"{answer.status_code} " + " ".join(strip_tags(text).split())[:2000]


class ReplaysTest(shared.WorldTestCase):
    where = places.WORLD

    def test_nothing_sent_along_a_journey_moves_it_back_once_it_ended(self) -> None:
        walk = Walk(self.world)
        file = walk.apply()
        grant = walk.decide(file)
        walk.end(grant)
        grant.refresh_from_db()
        assert grant.state == GrantState.CLOSED
        wrong = [line for sending in walk.sent for line in self.again(walk, sending)]
        assert not wrong, "\n".join(wrong)

    def test_words_that_come_back_after_others_are_kept(self) -> None:
        """Save « un », go back, save « deux », go back, save « un »: the last word is « un »."""
        organisation = self.world.objects["own"]["organisation"]
        client, url = (
            acts.client_of(self.world, "coordinator"),
            reverse("organisation_profile_edit", args=[organisation.pk]),
        )
        (form,) = acts.forms_at(client, url)
        for name in ("Maison un", "Maison deux", "Maison un"):
            shown = acts.post(client, url, form.filled() | {"name": name})
            if (
                shown.status_code == 200
            ):  # saved otherwise since the page was made: it is said, and sent again
                assert organisation.name in _told(shown)
                (again,) = [one for one in pages.forms(shown.content.decode()) if "seen" in one.fields]
                answer = acts.post(client, url, again.untouched() | {"name": name})
                assert answer.status_code == 302, _told(answer)
            organisation.refresh_from_db()
            assert organisation.name == name

    def again(self, walk: Walk, sending: Sending) -> list[str]:
        client = walk.clients[sending.role]
        found = []
        bodies = {"same page": sending.body, "new page": sending.body | {pages.TOKEN: acts.token(client)}}
        for page, body in bodies.items():
            with tables.undone() as before:
                answer = acts.post(client, sending.url, body)
                done = tables.changed(before, tables.state())
            if answer.status_code >= 500:
                found.append(f"{sending}: the {page} answers {answer.status_code}")
            if done and not (page == "new page" and sending.route in AFTERWARDS):
                found.append(f"{sending}: the {page} did something: {done}")
        return found

"""Every act of the product: each form that can be sent, by somebody who may, where it does something.

The forms are read from the pages themselves and filled with plausible answers; `ANSWERS` says what a person would
write where a plausible answer is not enough, and `WHERE` which object waits for the act when it is not the one of the
access table. A new route is found by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from tests import factories
from tests.access import places
from tests.files import samples
from tests.openings.test_openings import AS_OF, rows_for, workbook
from tests.support import every_state, pages, shared, tables

from alliances.domain.applications import attachments
from alliances.domain.applications.models import AttachmentKind
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import MovementLine
from alliances.domain.grants import actions as grants
from alliances.domain.openings import actions as openings
from alliances.domain.openings import rules as opening_rules
from alliances.domain.openings.models import Opening
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import LocalPlan, Stage
from alliances.domain.review import actions as review
from alliances.ui.tables.export import XLSX_TYPE

# Whose door each route is, first those who act behind it.
DOORS = {
    "advisory": ("advisor",),
    "committee": ("member",),
    "council": ("clerk", "manager"),
    "manager": ("manager", "officer"),
    "ministry": ("officer", "second_officer"),
    "organisation": ("coordinator",),
    "payments": ("requester", "approver"),
    "invitation": ("officer",),
}
SEVERAL = 6  # objects of one kind tried for a route that `WHERE` does not know


def _in(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _document() -> SimpleUploadedFile:
    return SimpleUploadedFile("lettre.pdf", samples.pdf("autre"), "application/pdf")


def _ends(built: SimpleNamespace) -> MovementLine:
    """Two envelopes of one fund, both with money."""
    return built.rows["Movement", "proposed"].lines.get()


def _criteria() -> SimpleUploadedFile:
    return SimpleUploadedFile("criteres.csv", b"Code officiel;Familles\n121;4\n122;6\n", "text/csv")


def _workbook() -> SimpleUploadedFile:
    """The opening of the newcomers' region."""
    return SimpleUploadedFile("reprise.xlsx", workbook(rows_for("161")), XLSX_TYPE)


def _favourable(sent: dict[str, Any]) -> dict[str, Any]:
    """Every file of the list recommended, with its reasons, whether it is for the first time or again."""
    answers = {"advice": "oui", "reasons": "Répond à la priorité."}
    lines = {name: answers[name.partition("_")[0]] for name in sent if name.partition("_")[0] in answers}
    return {"reason": "Nouvel avis."} | lines


Sent = dict[str, Any]
ANSWERS: dict[str, Callable[[Sent], Sent]] = {
    "advisory_opinion": lambda sent: {"text": "Le comité recommande autre chose."},
    "council_body_new": lambda sent: {"seats_community": "3"},
    "council_body_rules": lambda sent: {"seats_community": "4"},
    "council_seat": lambda sent: {"status": "filled", "name": "Camille Essai", "person": ""},
    "council_sitting_new": lambda sent: {"held_on": _in(9)},
    "manager_alliance_amend": lambda sent: {"effective_on": _in(0)},
    "manager_amendment_new": lambda sent: {"ends_on": _in(900), "reason": "Le local est prêté plus tard."},
    "manager_alliance_edit": lambda sent: {"name": "Alliance corrigée"},
    "manager_amendment_signature": lambda sent: {"signed_on": _in(0), "paper": _document()},
    "manager_call_prolong": lambda sent: {"prolong-closes_on": _in(60)},
    "manager_grant_signature": lambda sent: {"signed_on": _in(0), "paper": _document()},
    "manager_local_plan_adopt": lambda sent: {"adopted_by": "Conseil"},
    "manager_local_plan_edit": lambda sent: {"title": "Plan renommé"},
    "manager_opening_explain": lambda sent: {name: "Vérifié." for name in sent if name.startswith("ecart-")},
    "manager_opening_new": lambda sent: {"as_of": AS_OF.isoformat(), "file": _workbook()},
    "manager_priority_edit": lambda sent: {"title": "Se nourrir ensemble"},
    "manager_recommendation": _favourable,
    "ministry_criteria_file": lambda sent: {"source": "Essai.", "file": _criteria()},
    "ministry_alliance_new": lambda sent: {"ends_on": _in(900)},
    "organisation_amendment_ask": lambda sent: {
        "ends_on": _in(900),
        "reason": "Le local est prêté plus tard.",
    },
    "organisation_application_step": lambda sent: {"title": "Cuisine renommée"},
    "organisation_documents": lambda sent: {"files": _document()},
    "organisation_profile_edit": lambda sent: {"name": "Maison renommée"},
}
# Forms whose empty boxes stay empty: each would begin one line more.
UNTOUCHED = frozenset({"manager_amendment_new", "organisation_amendment_ask"})
# Whose door it is, where the usual people find nothing to do.
BY = dict.fromkeys(("manager_opening_new", "manager_opening_explain", "manager_opening_sign"), ("newcomer",))
# The page that shows the form of a route that only receives it.
SHOWN_ON = {"manager_opening_explain": "manager_opening"}
# What the address says before the page shows its form.
ASKED: dict[str, Callable[[SimpleNamespace], dict[str, Any]]] = {
    "ministry_workshop": lambda built: {
        "local_percent": "90", "weight_base": "100", "territories": ["121", "122"]
    },
    "ministry_movement_ajout": lambda built: {"asked": "1", "origin": "fund", "amount": "1,00"},
    "ministry_movement_retour": lambda built: {"asked": "1", "destination": "fund", "amount": "0,10"},
    "ministry_movement_revision": lambda built: {
        "asked": "1", "method": "step", "step": "1,00", "source": "fund"
    },
    "ministry_movement_virement": lambda built: {
        "asked": "1", "destination": _ends(built).destination_id, "amount": "0,10"
    },
    "ministry_movement_report": lambda built: {"asked": "1", "from_year": "2024", "rate": "50"},
    "ministry_movement_remise_en_commun": lambda built: {
        "asked": "1",
        "parts": [built.objects["own"]["call"].envelope_id],
        "destination": built.objects["own"]["envelope"].pk,
        "day": _in(9),
    },
}  # fmt: skip
WHERE: dict[str, Callable[[SimpleNamespace], Any]] = {
    "manager_grant_lapse": lambda built: built.late,
    "manager_local_plan_edit": lambda built: built.rows["Local plan", "draft"],
    "manager_local_plan_revise": lambda built: LocalPlan.objects.filter(state="adopted").latest("pk"),
    "manager_opening_explain": lambda built: built.opening,
    "manager_opening_new": lambda built: built.opening.alliance,
    "manager_priority_edit": lambda built: built.priority,
    "manager_priority_move": lambda built: built.priority,
    "manager_priority_new": lambda built: built.rows["Local plan", "draft"],
    "manager_priority_remove": lambda built: built.priority,
    "manager_record_new": lambda built: built.priority,
    "manager_record_remove": lambda built: built.record,
    "manager_recovery_open": lambda built: built.objects["own"]["recovery"].grant,
    "organisation_document_remove": lambda built: built.attachment,
    "organisation_report": lambda built: built.rows["Report", "draft"].grant,
    "ministry_workshop": lambda built: built.rows["Allocation", "draft"].envelope,
    "ministry_exploration": lambda built: built.rows["Allocation", "draft"],
    "ministry_envelope_years": lambda built: _ends(built).origin,
    "ministry_movement_report": lambda built: built.planned,
    "ministry_movement_retour": lambda built: _ends(built).origin,
    "ministry_movement_virement": lambda built: _ends(built).origin,
    "payments_mark_paid": lambda built: built.rows["Payment", "approved"],
}
# Pages that show another form at each step: all of these places are tried.
EACH: dict[str, Callable[[SimpleNamespace], list[Any]]] = {
    "committee_application": lambda built: [built.objects["own"]["sent"], built.read],
    "manager_opening_sign": lambda built: [built.explained, built.proposed],
}


@dataclass(frozen=True)
class Act:
    """One form of one page, sent by `role`. `sent` is the whole body, the page's token with it."""

    route: str
    url: str
    role: str
    sent: dict[str, Any]
    form: pages.Form = field(compare=False)

    def __str__(self) -> str:
        return f"{self.route}, {self.role}, {self.url}"


def build(built: SimpleNamespace) -> SimpleNamespace:
    """The places of the access table, one object in each state of each machine, and what waits for rarer acts."""
    own, here = built.objects["own"], built.here
    built.rows = every_state.build(built, own["call"])
    built.planned = factories.envelope(built, here, 1_000, name="Par exercice")
    shared_out = dict.fromkeys(range(2024, 2029), 200)
    envelopes.share_among_years(actor=here.officer, envelope=built.planned, years=shared_out)
    built.late = factories.offered_grant(own["call"], here, requested_cents=100)
    every_state.expire(built.late)
    built.attachment = attachments.attach(
        actor=here.coordinator, application=own["draft"], name="lettre.pdf", content=samples.pdf("une"),
        kind=AttachmentKind.OTHER,
    )  # fmt: skip
    own["draft"].refresh_from_db()
    _open_in_mid_plan(built)
    grants.start_report(actor=here.coordinator, grant=built.rows["Report", "draft"].grant)
    built.read = factories.sent_application(own["call"], here, requested_cents=100)
    review.declare_interests(actor=here.member, application=built.read, has_conflict=False)
    draft = built.rows["Local plan", "draft"]
    built.priority = participation.add_priority(
        actor=here.table, plan=draft, title="Se nourrir", need="Un besoin.", goals=[built.goal],
        people_with_experience=1, organisations_present=1,
    )  # fmt: skip
    built.record = participation.add_record(
        actor=here.table, priority=built.priority, stage=Stage.CHOICE, method="Rencontre",
        people_with_experience=1, organisations_present=1,
    )  # fmt: skip
    return built


def _open_in_mid_plan(built: SimpleNamespace) -> None:
    """A region without a grant, its opening at each step before the last."""
    new = factories.side(built.province, "16", "Neuve d’essai")
    alliance = factories.signed_alliance(built, new)
    built.here.people["newcomer"] = new.manager

    def read() -> Opening:
        content = workbook(rows_for("161"))
        opening, _problems = openings.prepare(
            actor=new.manager, alliance=alliance, as_of=AS_OF, file_name="reprise.xlsx", content=content
        )
        return opening

    def explained() -> Opening:
        opening = read()
        gaps = {each.code: "Vérifié." for each in opening_rules.differences(alliance, opening.rows)}
        return openings.explain(actor=new.manager, opening=opening, explanations=gaps, same_as={})

    built.opening, built.explained, built.proposed = read(), explained(), explained()
    second = factories.hold(factories.account("seconde.16"), factories.Role.REGIONAL_MANAGER, new.region)
    openings.propose(actor=second, opening=built.proposed)


WORLD = shared.World("acts", build, on=places.WORLD)


def client_of(built: SimpleNamespace, role: str) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if role != "visitor":
        client.force_login(built.here.people[role])
    return client


class Unfilled(AssertionError):
    """A form that no answer known here brings to an act."""


# Of each route, who sends its form and where: looked for once a process. Nobody and nowhere for a page without a form.
_known_places: dict[str, list[tuple[str, str]]] = {}


def effective(built: SimpleNamespace, row: dict[str, str]) -> Iterator[tuple[Act, Client]]:
    """The forms of the route where sending them does something, each once. Raises Unfilled when none does."""
    done: set[tuple[str, ...]] = set()
    route, places_found, tried = row["route"], list[tuple[str, str]](), False
    for act, client in _tried(built, row):
        place, tried = (act.role, act.url), True
        if done and place not in places_found and route not in EACH:
            break
        kind = (*sorted(act.sent), str(act.sent.get("act")), act.url if route in EACH else "")
        if kind not in done and does_something(client, act):
            done.add(kind)
            places_found += [place] if place not in places_found else []
            yield act, client
    if done or not tried:
        _known_places[route] = places_found
    else:
        raise Unfilled(f"{route}: say in tests/access/acts.py what a person answers, and where")


def _tried(built: SimpleNamespace, row: dict[str, str]) -> Iterator[tuple[Act, Client]]:
    """Every form of the route, in the order of the people and places where it is looked for."""
    for role, url in _places(built, row):
        client = client_of(built, role)
        for act in _acts(built, client, row["route"], url, role):
            yield act, client


def _places(built: SimpleNamespace, row: dict[str, str]) -> list[tuple[str, str]]:
    if row["route"] in _known_places:
        return _known_places[row["route"]]
    route = row["route"]
    roles = BY.get(route) or DOORS.get(route.partition("_")[0], ("coordinator",))
    return [(role, url) for role in roles for url in _addresses(built, row)]


def _addresses(built: SimpleNamespace, row: dict[str, str]) -> list[str]:
    own, target = built.objects["own"], row["target"]
    if not target or target in {"spent_secret", "step", "list"}:
        return [places.address(row["route"], target, own)]
    if row["route"] in EACH:
        found = EACH[row["route"]](built)
    elif row["route"] in WHERE:
        found = [WHERE[row["route"]](built)]
    else:
        thing = own["published"].get(target) or own[target]
        others = [other for other in (*own.values(), *built.rows.values()) if type(other) is type(thing)]
        found = list({one.pk: one for one in (thing, *others)}.values())[:SEVERAL]
    known = {**own, "published": {} if target in own["published"] else own["published"]}
    return [places.address(row["route"], target, {**known, target: one}) for one in found]


def _acts(built: SimpleNamespace, client: Client, route: str, url: str, role: str) -> Iterator[Act]:
    for form in forms_at(client, url, _shown_on(built, route, url)):
        for name, value in dict.fromkeys(form.buttons or [pages.NAMELESS]):
            body: Sent = form.untouched() if route in UNTOUCHED else form.filled()
            body |= ANSWERS[route](body) if route in ANSWERS else {}
            yield Act(route, url, role, {**body, **({name: value} if name else {})}, form)


def _shown_on(built: SimpleNamespace, route: str, url: str) -> str:
    if route in ASKED:
        return f"{url}?{urlencode(ASKED[route](built), doseq=True)}"
    return reverse(SHOWN_ON[route], kwargs=resolve(url).kwargs) if route in SHOWN_ON else url


def forms_at(client: Client, url: str, page: str = "") -> list[pages.Form]:
    """The POST forms that lead to this address: on its own page (or `page`), else where an empty one is refused."""
    answer = client.get(page or url)
    made = ""
    if answer.status_code in {302, 405}:
        made = token(client)
        with transaction.atomic():
            answer = client.post(url, {pages.TOKEN: made})
            transaction.set_rollback(True)
        if answer.status_code == 302:  # a button alone
            button = pages.Form(url, "post")
            button.fields[pages.TOKEN] = pages.Field(pages.TOKEN, "hidden", sent=[made])
            return [button]
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return []
    found = [form for form in pages.forms(answer.content.decode()) if form.method == "post"]
    return [form for form in found if (urlsplit(form.action).path or url) in {url, "."}]


def token(client: Client) -> str:
    """Of a page just made: the secret of the cookie, masked anew."""
    if settings.CSRF_COOKIE_NAME not in client.cookies:
        client.get(reverse("organisation_register"))
    request = HttpRequest()
    request.META["CSRF_COOKIE"] = client.cookies[settings.CSRF_COOKIE_NAME].value
    return get_token(request)


def send(client: Client, act: Act, **changed: Any) -> HttpResponse:
    return post(client, act.url, {**act.sent, **changed})


def post(client: Client, url: str, body: Sent) -> HttpResponse:
    """As a browser does: files are read anew each time, a form without any is sent in one piece."""
    files = [one for given in body.values() for one in (given if isinstance(given, list) else [given])]
    files = [one for one in files if isinstance(one, SimpleUploadedFile)]
    if not files:
        return client.post(url, urlencode(body, doseq=True), "application/x-www-form-urlencoded")
    for one in files:
        one.seek(0)
    return client.post(url, body)


def does_something(client: Client, act: Act) -> bool:
    with tables.undone() as before:
        send(client, act)
        return bool(tables.changed(before, tables.state()))

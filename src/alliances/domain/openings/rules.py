"""What a workbook must agree with, what it is compared with, and who signs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance, AllianceState
from alliances.domain.common.text import sort_key
from alliances.domain.common.verdict import ALLOWED, Verdict, first_refusal, refused
from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.ledger.models import FiscalYear
from alliances.domain.ledger.queries import Columns, columns_of
from alliances.domain.openings.models import Opening, OpeningState
from alliances.domain.openings.names import held_in, likenesses
from alliances.domain.openings.sheets import (
    BALANCES,
    GRANTS,
    ORGANISATIONS,
    PRIORITIES,
    Problem,
    Sheet,
    in_both_languages,
)
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import Account, LegalForm
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.review.models import Resolution
from alliances.domain.strategy.models import Goal
from alliances.domain.territories.models import Territory
from alliances.engine.fiscal_years import FiscalYear as Year

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]
COLUMNS = ("allocated_cents", "committed_cents", "paid_cents", "justified_cents")


def may_prepare(account: Account, alliance: Alliance) -> Verdict:
    if alliance.state != AllianceState.SIGNED:
        return refused(_("Signez d’abord l’Alliance : la reprise se fait dans ses enveloppes."))
    if alliance.openings.filter(state=OpeningState.ADOPTED).exists():
        return refused(_("La reprise de cette Alliance est déjà faite."))
    if not alliance.frameworks.exists():
        return refused(_("Inscrivez d’abord le cadre de gestion : les aides reprises le suivent."))
    return may_in_territory(account, Permission.MANAGE_ALLIANCE, alliance.territory)


def may_sign(account: Account, opening: Opening) -> Verdict:
    """The region signs first; the second signature is another person's, of the region or of the ministry."""
    manages = may_in_territory(account, Permission.MANAGE_ALLIANCE, opening.alliance.territory)
    if opening.state == OpeningState.DRAFT:
        return manages
    if opening.signatures.filter(person=account.person_id).exists():
        return refused(_("Vous avez déjà signé. Une autre personne doit signer à son tour."))
    return manages or may_in_territory(account, Permission.SIGN_ALLIANCE, opening.alliance.territory)


def is_explained(opening: Opening) -> Verdict:
    """Every difference says why, before anybody signs."""
    missing = [d for d in differences(opening.alliance, opening.rows) if not opening.explanations.get(d.code)]
    if not missing:
        return ALLOWED
    return refused(
        _("Écarts sans explication : %(count)s. Expliquez chacun d’eux avant de signer.")
        % {"count": len(missing)}
    )


def is_told_apart(opening: Opening) -> Verdict:
    """Each name near another one says whether it is the same organisation."""
    missing = [
        each for each in likenesses(opening.alliance, opening.rows) if str(each.line) not in opening.same_as
    ]
    if not missing:
        return ALLOWED
    return refused(
        _("Organismes aux noms proches : %(count)s. Dites pour chacun s’il est le même avant de signer.")
        % {"count": len(missing)}
    )


def can_be_adopted(opening: Opening) -> Verdict:
    found = problems(opening.alliance, opening.as_of, opening.rows)
    if found:
        return refused(
            _("Depuis la lecture du fichier, une donnée a changé : %(sentence)s")
            % {"sentence": found[0].sentence}
        )
    return first_refusal(may_be_first(opening), is_explained(opening), is_told_apart(opening))


def may_be_first(opening: Opening) -> Verdict:
    """The ledger of these envelopes is still new: nothing was reserved nor committed here before."""
    started = [
        name
        for name, columns in _standing(opening.alliance)
        if columns.committed_cents or columns.reserved_cents
    ]
    if started:
        return refused(
            _("L’enveloppe « %(envelope)s » a déjà des aides ici : une reprise se fait avant la première.")
            % {"envelope": started[0]}
        )
    return ALLOWED


def _standing(alliance: Alliance) -> list[tuple[str, Columns]]:
    envelopes = list(envelopes_of(alliance).values())
    columns = columns_of(envelope.account_id for envelope in envelopes)
    return [(envelope.name, columns[envelope.account_id]) for envelope in envelopes]


def envelopes_of(alliance: Alliance) -> dict[tuple[str, str], Envelope]:
    """The Alliance's parts, by code of territory and component."""
    children = alliance.envelope.children.select_related("territory", "account").order_by(
        "territory__code", "pk"
    )
    return {(child.territory.code, child.component): child for child in children}


def _letters(text: str) -> str:
    return sort_key(text).split("\t")[0]


def component_of(text: str | None) -> Component | None:
    """« local », « régional » (accent or not) or the code itself."""
    asked = _letters(text or "")
    return next(
        (part for part in Component if asked in (_letters(part.value), _letters(str(part.label)))), None
    )


def legal_form_of(text: str | None) -> LegalForm | None:
    """The form whose label, in either language, or code this is; an empty cell is a non-profit organisation."""
    if not text:
        return LegalForm.NON_PROFIT
    asked = _letters(text)
    names = {form: [form.value, *in_both_languages(form.label)] for form in LegalForm}
    return next((form for form, said in names.items() if asked in map(_letters, said)), None)


# What each row must agree with ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What rows may name: read once for the whole workbook."""

    alliance: int
    envelopes: dict[tuple[str, str], Envelope]
    territories: set[str]
    goals: set[str]
    organisations: set[str]
    numbers: dict[str, int]
    priorities: set[tuple[str, str]]
    resolutions: dict[tuple[str, str], tuple[int, date]]  # by body and number: the Alliance and the day
    as_of: date


def problems(alliance: Alliance, as_of: date, rows: Rows) -> list[Problem]:
    """Everything in the rows that cannot be taken, in the order of the sheets. A fixed number of queries."""
    known = _known(alliance, as_of, rows)
    found = [*_of_the_day(as_of)]
    for sheet, check in CHECKS:
        for row in rows[sheet.code]:
            found.extend(
                Problem(str(sheet.title), row["line"], _column(sheet, code), sentence)
                for code, sentence in check(row, known)
            )
    return found


def _column(sheet: Sheet, code: str) -> str:
    return next((str(each.title) for each in sheet.fields if each.code == code), "")


def _of_the_day(as_of: date) -> Iterator[Problem]:
    year = Year.of(as_of).start
    if not FiscalYear.objects.filter(start_year=year, closed_at=None).exists():
        yield Problem(
            "", 0, "", _("L’exercice de cette date est fermé ou n’est pas ouvert. Choisissez une autre date.")
        )


def _known(alliance: Alliance, as_of: date, rows: Rows) -> Known:
    inside = Territory.objects.filter(path__startswith=alliance.territory.path)
    held = Priority.objects.filter(local_plan__alliance=alliance, local_plan__state="adopted")
    brought = {(row["territory"], sort_key(row["title"] or "")) for row in rows[PRIORITIES.code]}
    named = {sort_key(row["name"] or "") for row in rows[ORGANISATIONS.code]}
    return Known(
        alliance=alliance.pk,
        envelopes=envelopes_of(alliance),
        territories=set(inside.values_list("code", flat=True)),
        goals={str(number) for number in Goal.objects.values_list("number", flat=True)},
        numbers={row["neq"]: row["line"] for row in reversed(rows[ORGANISATIONS.code]) if row.get("neq")},
        organisations=named | set(held_in(alliance).values_list("sort_key", flat=True)),
        priorities=brought
        | {
            (code, sort_key(title))
            for code, title in held.values_list("local_plan__territory__code", "title")
        },
        resolutions=_resolutions(alliance, rows),
        as_of=as_of,
    )


def _resolutions(alliance: Alliance, rows: Rows) -> dict[tuple[str, str], tuple[int, date]]:
    """Those that the sheet of grants names, on the day of the first line that does; those that stand already win."""
    named = {
        (row["body"], row["resolution"]): (alliance.pk, _day(row["adopted_on"]))
        for row in reversed(rows[GRANTS.code])
        if row["adopted_on"]
    }
    held = Resolution.objects.filter(number__in=[number for _body, number in named])
    fields = ("body_name", "number", "call__alliance", "adopted_on")
    return named | {(body, number): (owner, day) for body, number, owner, day in held.values_list(*fields)}


Found = Iterator[tuple[str, str]]


def _territory(row: Row, known: Known) -> Found:
    if row["territory"] and row["territory"] not in known.territories:
        yield "territory", _("Ce code n’est pas un territoire de cette Alliance.")


def _envelope(row: Row, known: Known) -> Found:
    component = component_of(row["component"])
    if row["component"] and component is None:
        yield "component", _("Écrivez « local » ou « régional ».")
    elif row["territory"] in known.territories and (row["territory"], component) not in known.envelopes:
        yield "territory", _("Ce territoire n’a pas d’enveloppe de ce volet dans cette Alliance.")


def _stages_in_order(row: Row, first: str) -> Found:
    for larger, smaller, sentence in (
        (first, "paid_cents", _("Le versé dépasse l’engagé.")),
        ("paid_cents", "justified_cents", _("Le justifié dépasse le versé.")),
    ):
        if None not in (row[larger], row[smaller]) and row[smaller] > row[larger]:
            yield smaller, sentence


def _balance(row: Row, known: Known) -> Found:
    yield from _territory(row, known)
    yield from _envelope(row, known)
    if (
        None not in (row["allocated_cents"], row["committed_cents"])
        and row["committed_cents"] > row["allocated_cents"]
    ):
        yield "committed_cents", _("L’engagé dépasse l’alloué.")
    yield from _stages_in_order(row, "committed_cents")


def _organisation(row: Row, known: Known) -> Found:
    yield from _territory(row, known)
    if legal_form_of(row["legal_form"]) is None:
        forms = ", ".join(_("« %(label)s »") % {"label": form.label} for form in LegalForm)
        yield "legal_form", _("Écrivez une de ces formes : %(forms)s.") % {"forms": forms}
    if row.get("neq") and known.numbers.get(row["neq"], row["line"]) != row["line"]:
        yield "neq", _("Ce numéro est celui d’une autre ligne de la feuille.")


def goals_of(text: str | None) -> list[str]:
    """« 2, 4 » as numbers of goals, in the order written, each once."""
    return list(dict.fromkeys((text or "").replace(";", ",").replace(" ", "").split(",")))


def _priority(row: Row, known: Known) -> Found:
    yield from _territory(row, known)
    if row["goals"] and not set(goals_of(row["goals"])) <= known.goals:
        yield "goals", _("Écrivez les numéros des buts, séparés par une virgule : 2, 4.")
    if row["adopted_on"] and _day(row["adopted_on"]) > known.as_of:
        yield "adopted_on", _("Cette date suit celle de la reprise.")


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _grant(row: Row, known: Known) -> Found:
    yield from _territory(row, known)
    yield from _envelope(row, known)
    if row["organisation"] and sort_key(row["organisation"]) not in known.organisations:
        yield "organisation", _("Cet organisme n’est ni dans la feuille « Organismes » ni déjà inscrit.")
    if row["priority"] and (row["territory"], sort_key(row["priority"])) not in known.priorities:
        yield "priority", _("Cette priorité n’est pas dans la feuille « Priorités » pour ce territoire.")
    if row["amount_cents"] == 0:
        yield "amount_cents", _("Une aide porte un montant plus grand que zéro.")
    yield from _stages_in_order(row, "amount_cents")
    yield from _days_in_order(row, known)
    yield from _resolution(row, known)


def _resolution(row: Row, known: Known) -> Found:
    """One number of one body is one resolution, of one day, in one region."""
    owner, day = known.resolutions.get((row["body"], row["resolution"]), (known.alliance, None))
    if owner != known.alliance:
        yield (
            "body",
            _(
                "Une autre région a déjà une résolution de ce numéro pour une instance de ce nom. "
                "Écrivez le nom complet de l’instance."
            ),
        )
    elif day and row["adopted_on"] and _day(row["adopted_on"]) != day:
        yield "adopted_on", _("Cette résolution porte déjà une autre date. Corrigez la date ou le numéro.")


def _days_in_order(row: Row, known: Known) -> Found:
    days = {
        code: _day(row[code]) for code in ("adopted_on", "signed_on", "starts_on", "ends_on") if row[code]
    }
    for first, then, sentence in (
        ("adopted_on", "signed_on", _("La convention se signe après la résolution.")),
        ("starts_on", "ends_on", _("Le projet finit avant de commencer.")),
    ):
        if first in days and then in days and days[then] < days[first]:
            yield then, sentence
    if days.get("signed_on", known.as_of) > known.as_of:
        yield "signed_on", _("Cette date suit celle de la reprise.")


CHECKS: tuple[tuple[Sheet, Callable[[Row, Known], Iterable[tuple[str, str]]]], ...] = (
    (BALANCES, _balance),
    (ORGANISATIONS, _organisation),
    (PRIORITIES, _priority),
    (GRANTS, _grant),
)


# What does not reconcile ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Two figures that ought to be one, in cents. `code` names it for ever: explanations are kept under it."""

    code: str
    envelope: str
    column: str
    stated_cents: int | None
    found_cents: int

    @property
    def gap_cents(self) -> int | None:
        return None if self.stated_cents is None else self.stated_cents - self.found_cents


def differences(alliance: Alliance, rows: Rows) -> list[Difference]:
    """The stated balances beside what they should add up to: the envelope's own amount, and the grants listed.

    A part of the Alliance without a line of balances is a difference too: its balances are not stated.
    """
    envelopes = envelopes_of(alliance)
    columns = columns_of(envelope.account_id for envelope in envelopes.values())
    stated = {(row["territory"], component_of(row["component"])): row for row in rows[BALANCES.code]}
    found = []
    for key, envelope in envelopes.items():
        expected = {"allocated_cents": columns[envelope.account_id].allocated_cents, **_sums(rows, key)}
        for column in COLUMNS:
            said = stated[key][column] if key in stated else None
            if said != expected[column] and (said is not None or expected[column]):
                code = f"{key[0]}:{key[1]}:{column}"
                found.append(Difference(code, envelope.name, column, said, expected[column]))
    return found


def _sums(rows: Rows, key: tuple[str, str]) -> dict[str, int]:
    """What the grants listed add up to in one part: committed, paid and justified cents."""
    mine = [row for row in rows[GRANTS.code] if (row["territory"], component_of(row["component"])) == key]
    return {
        "committed_cents": sum(row["amount_cents"] or 0 for row in mine),
        "paid_cents": sum(row["paid_cents"] or 0 for row in mine),
        "justified_cents": sum(row["justified_cents"] or 0 for row in mine),
    }

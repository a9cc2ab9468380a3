"""Reading a workbook, explaining what differs, and signing: the second signature brings everything in, or nothing."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import NotPermitted, Refused, Verdict, require
from alliances.domain.openings import rules
from alliances.domain.openings.models import Opening, OpeningSignature, OpeningState
from alliances.domain.openings.names import OTHER, likenesses
from alliances.domain.openings.sheets import GRANTS, Problem, read_book
from alliances.domain.openings.takeover import take_over
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory


def _manages(actor: Account, opening: Opening) -> Verdict:
    return may_in_territory(actor, Permission.MANAGE_ALLIANCE, opening.alliance.territory)


S = OpeningState
TRANSITIONS = (
    Transition("propose", S.DRAFT, S.PROPOSED, permitted=rules.may_sign, guard=rules.can_be_adopted),
    Transition("adopt", S.PROPOSED, S.ADOPTED, permitted=rules.may_sign, guard=rules.can_be_adopted),
    Transition("reject", S.DRAFT, S.REJECTED, permitted=_manages, reason_required=True),
    Transition("reject", S.PROPOSED, S.REJECTED, permitted=_manages, reason_required=True),
)


@transaction.atomic
def prepare(
    *, actor: Account, alliance: Alliance, as_of: date, file_name: str, content: bytes
) -> tuple[Opening | None, list[Problem]]:
    """Keeps a workbook that reads whole, for two people to check. Otherwise nothing is kept: the problems say why.

    Raises Refused when this Alliance cannot be opened (any more), or on a day to come.
    """
    require(rules.may_prepare(actor, alliance))
    if as_of > timezone.localdate():
        raise Refused(_("La date de la reprise n’est pas encore passée."))
    book = read_book(content)
    found = book.problems or rules.problems(alliance, as_of, book.rows)
    if not found and not book.rows[GRANTS.code]:
        found = [
            Problem(str(GRANTS.title), 0, "", _("Cette feuille est vide : il n’y a aucune aide à reprendre."))
        ]
    if found:
        return None, found
    opening = Opening.objects.create(
        alliance=alliance,
        as_of=as_of,
        file_name=file_name[-200:],
        file_digest=hashlib.sha256(content).hexdigest(),
        rows=_canonical(book.rows),
        created_by=actor,
    )
    return opening, []


def _canonical(rows: rules.Rows) -> dict[str, list[dict[str, Any]]]:
    """The rows as they are kept: codes for what was typed in words, ISO dates, numbers of goals."""
    return {
        sheet: [{code: _kept(code, value) for code, value in row.items()} for row in rows[sheet]]
        for sheet in rows
    }


def _kept(code: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if code == "component":
        return rules.component_of(value)
    if code == "legal_form":
        return rules.legal_form_of(value)
    return value


@transaction.atomic
def explain(
    *, actor: Account, opening: Opening, explanations: Mapping[str, str], same_as: Mapping[str, str]
) -> Opening:
    """Keeps a sentence for each difference named and an answer for each near name (by line), while nobody signed."""
    locked = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    require(_manages(actor, locked), error=NotPermitted)
    if locked.state != OpeningState.DRAFT:
        raise Refused(_("Cette reprise est signée : ses explications ne changent plus."))
    known = {difference.code for difference in rules.differences(locked.alliance, locked.rows)}
    given = {code: text.strip()[:500] for code, text in explanations.items() if code in known}
    locked.explanations = {**locked.explanations, **given}
    locked.same_as = {**locked.same_as, **_answers(locked, same_as)}
    locked.save(update_fields=["explanations", "same_as"])
    return locked


def _answers(opening: Opening, same_as: Mapping[str, str]) -> dict[str, str]:
    """Only an organisation that was offered for this line, or another one."""
    offered = {
        str(each.line): {OTHER, *(key for key, _name in each.candidates)}
        for each in likenesses(opening.alliance, opening.rows)
    }
    return {line: key for line, key in same_as.items() if key in offered.get(line, ())}


@transaction.atomic
def propose(*, actor: Account, opening: Opening) -> Opening:
    """First signature: rows and explanations are frozen under a digest."""
    opening = Opening.objects.select_for_update(of=("self",)).get(
        pk=opening.pk
    )  # as they stand, not as they were read
    transition(TRANSITIONS, "propose", row=opening, actor=actor, digest=digest_of(opening))
    _sign(opening, actor)
    return opening


@transaction.atomic
def adopt(*, actor: Account, opening: Opening) -> Opening:
    """Second signature, by another natural person: organisations, priorities, grants and entries, all or none."""
    locked = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if locked.state == OpeningState.PROPOSED and digest_of(locked) != locked.digest:
        raise Refused(_("Les données ne correspondent plus à l’empreinte signée. Rien n’a été repris."))
    transition(TRANSITIONS, "adopt", row=opening, actor=actor, adopted_at=timezone.now())
    _sign(opening, actor)
    first = opening.signatures.select_related("account").earliest("signed_at")
    take_over(opening=opening, first=first.account, second=actor)
    return opening


@transaction.atomic
def reject(*, actor: Account, opening: Opening, reason: str) -> Opening:
    transition(TRANSITIONS, "reject", row=opening, actor=actor, reason=reason)
    return opening


def digest_of(opening: Opening) -> str:
    """SHA-256 of the canonical JSON (sorted keys, UTF-8, no spaces) of the day, the rows and what was answered."""
    content = {"as_of": str(opening.as_of), "rows": opening.rows, "explanations": opening.explanations}
    if opening.same_as:  # absent where nothing was asked, as in what was signed before the question existed
        content["same_as"] = opening.same_as
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _sign(opening: Opening, actor: Account) -> None:
    OpeningSignature.objects.create(
        opening=opening, account=actor, person_id=actor.person_id, digest=opening.digest
    )

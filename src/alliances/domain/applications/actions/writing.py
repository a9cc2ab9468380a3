"""Writing an application. A draft validates nothing: what cannot be read is kept as it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications import rules
from alliances.domain.applications.models import (
    Answer,
    Application,
    BudgetLine,
    BudgetSide,
    ExpectedResult,
    SourceKind,
)
from alliances.domain.calls.models import Call
from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.forms import kinds
from alliances.domain.forms.models import Question
from alliances.domain.people.models import Account, Organisation
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation

EDITABLE = ("title", "priority", "people_expected", "starts_on", "ends_on")
MOST_LINES = 100  # of one side of the budget, and of expected results


class Conflict(Refused):
    """The draft was saved elsewhere since this page was opened. `current` is what is stored now."""

    def __init__(self, current: Application) -> None:
        super().__init__(_("Cette demande a été modifiée dans un autre onglet ou par une autre personne."))
        self.current = current


@transaction.atomic
def start(*, actor: Account, call: Call, organisation: Organisation) -> Application:
    """A new draft of the organisation for an open call, under the version of the form that the call uses today."""
    require(rules.may_apply(actor, call, organisation))
    if call.form_version is None:
        raise Refused(_("Cet appel n’a pas encore de formulaire. Écrivez à la région."))
    return Application.objects.create(
        call=call, organisation=organisation, form_version=call.form_version, started_by=actor
    )


def _locked(actor: Account, application: Application, version: int, page: str) -> Application:
    """The application, locked, if `actor` may write on `page` and nobody saved since `version`."""
    require(may_for_organisation(actor, Permission.APPLY, application.organisation), error=NotPermitted)
    locked = Application.objects.select_for_update(of=("self",)).with_context().get(pk=application.pk)
    require(rules.may_write(locked, page))
    if locked.version != version:
        raise Conflict(locked)
    return locked


def _saved(application: Application, **fields: Any) -> Application:
    for name, value in fields.items():
        setattr(application, name, value)
    application.version += 1
    application.saved_at = timezone.now()
    application.save(update_fields=[*fields, "version", "saved_at"])
    return application


@transaction.atomic
def save_draft(
    *,
    actor: Account,
    application: Application,
    version: int,
    answers: dict[str, Any],
    unread: dict[str, str] | None = None,
) -> Application:
    """Writes the facts `answers` (keys among EDITABLE) if nobody saved since `version`; validates nothing else.

    `unread`: for the facts that could not be read, the text as it was typed; it replaces, for the keys of `answers`,
    what was kept before. Raises Conflict when somebody did: nothing is written, and the caller shows both texts.
    """
    unknown = set(answers) - set(EDITABLE)
    if unknown:
        raise ValueError(f"not facts of an application: {sorted(unknown)}")
    locked = _locked(actor, application, version, rules.FACTS)
    kept = {name: text for name, text in locked.unread.items() if name not in answers}
    return _saved(locked, **answers, unread={**kept, **(unread or {})})


@transaction.atomic
def save_answers(
    *, actor: Account, application: Application, version: int, page: str, typed: Mapping[str, str]
) -> Application:
    """Writes the answers of one section (`page` is its code), by code of question, word for word.

    A question that `typed` does not name keeps its answer. Raises Conflict as `save_draft` does.
    """
    locked = _locked(actor, application, version, page)
    asked = Question.objects.filter(section__version=locked.form_version, section__code=page)
    questions = {question.code: question for question in asked.prefetch_related("options")}
    unknown = set(typed) - set(questions)
    if unknown:
        raise ValueError(f"not questions of this page: {sorted(unknown)}")
    rows = [
        Answer(application=locked, question=question, typed=text, value=kinds.read(question, text).value)
        for question, text in ((questions[code], text) for code, text in typed.items())
    ]
    _upsert(Answer, rows, key=["application", "question"], fields=["typed", "value"])
    return _saved(locked)


@dataclass(frozen=True)
class LineTyped:
    """One row of the budget: `amount_cents` when it can be read, else `amount_typed` word for word."""

    side: str
    category: str = ""
    label: str = ""
    amount_cents: int | None = None
    amount_typed: str = ""
    source_kind: str = SourceKind.CASH
    is_confirmed: bool = False
    is_requested: bool = False


@transaction.atomic
def save_budget(
    *, actor: Account, application: Application, version: int, lines: Sequence[LineTyped]
) -> Application:
    """Replaces the budget; ranks follow the order given, the requested line first. Totals follow the lines.

    Raises Conflict as `save_draft` does, and Refused beyond MOST_LINES on one side.
    """
    locked = _locked(actor, application, version, rules.BUDGET)
    rows: list[BudgetLine] = []
    for side in BudgetSide.values:
        mine = sorted((line for line in lines if line.side == side), key=lambda line: not line.is_requested)
        _few_enough(mine)
        rows += [
            BudgetLine(application=locked, rank=rank, **vars(line)) for rank, line in enumerate(mine, start=1)
        ]
    keys = {(row.side, row.rank) for row in rows}
    stale = [line.pk for line in locked.budget_lines.all() if (line.side, line.rank) not in keys]
    locked.budget_lines.filter(pk__in=stale).delete()
    locked.budget_lines.filter(is_requested=True).exclude(rank=1).delete()
    _upsert(BudgetLine, rows, key=["application", "side", "rank"], fields=list(LineTyped.__match_args__[1:]))
    balance = rules.balance_of(rows)
    costs = [row for row in rows if row.side == BudgetSide.COST and row.amount_cents is not None]
    return _saved(
        locked,
        total_cost_cents=balance.costs_cents if costs else None,
        requested_cents=balance.requested_cents,
    )


@dataclass(frozen=True)
class ResultTyped:
    """One expected result: how many (`target`, or `target_typed` when it cannot be read) of what (`unit`)."""

    label: str = ""
    target: int | None = None
    target_typed: str = ""
    unit: str = ""


@transaction.atomic
def save_results(
    *, actor: Account, application: Application, version: int, results: Sequence[ResultTyped]
) -> Application:
    """Replaces the expected results. Raises as `save_budget` does."""
    locked = _locked(actor, application, version, rules.RESULTS)
    _few_enough(results)
    rows = [
        ExpectedResult(application=locked, rank=rank, **vars(result))
        for rank, result in enumerate(results, start=1)
    ]
    locked.expected_results.filter(rank__gt=len(rows)).delete()
    _upsert(ExpectedResult, rows, key=["application", "rank"], fields=list(ResultTyped.__match_args__))
    return _saved(locked)


def _few_enough(rows: Sequence[object]) -> None:
    if len(rows) > MOST_LINES:
        raise Refused(_("Au plus %(limit)s lignes. Regroupez-en quelques-unes.") % {"limit": MOST_LINES})


def _upsert(model: type[Model], rows: list[Any], *, key: list[str], fields: list[str]) -> None:
    """Writes rows over those of the same key, so that the history of each line goes on."""
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=fields)

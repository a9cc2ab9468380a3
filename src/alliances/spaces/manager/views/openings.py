"""Starting in mid-plan: a workbook is read, checked, explained, then signed by two people."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.agreements.models import Alliance
from alliances.domain.common.transitions import verdict
from alliances.domain.openings import actions, rules
from alliances.domain.openings.models import Opening
from alliances.domain.openings.names import likenesses
from alliances.domain.openings.sheets import SHEETS, Problem
from alliances.spaces.history import events_of
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager.forms import ReasonForm
from alliances.spaces.manager.opening_forms import OpeningForm
from alliances.spaces.manager.opening_tables import COLUMN_NAMES, ProblemTable, row_tables
from alliances.spaces.manager.opening_template import template
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.tables.export import XLSX_TYPE, download


@signed_in
def opening_template(request: SignedRequest) -> HttpResponse:
    return download(template(), XLSX_TYPE, "modele-reprise", "xlsx")


@signed_in
def opening_new(request: SignedRequest, pk: int) -> HttpResponse:
    """The door: what was read before, the template, and the workbook to read."""
    alliance = visible_or_404(Alliance.objects.visible_to(request.user).with_context(), pk=pk)
    form = OpeningForm(request.POST or None, request.FILES or None)
    found: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        answer = attempt(
            request, "", actions.prepare, actor=request.user, alliance=alliance, **form.for_action()
        )
        opening, found = answer or (None, [])
        if opening is not None:
            return redirect("manager_opening", pk=opening.pk)
    context = {
        "alliance": alliance,
        "form": form,
        "problems": ProblemTable(request, found) if found else None,
        "may_prepare": rules.may_prepare(request.user, alliance),
        "openings": Opening.objects.visible_to(request.user).filter(alliance=alliance).with_context(),
        "fictitious": alliance.is_fictitious,
    }
    return render(request, "manager/opening_new.html", context)


@signed_in
def opening_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _page(request, _opening(request, pk))


def _opening(request: SignedRequest, pk: int) -> Opening:
    return visible_or_404(Opening.objects.visible_to(request.user).with_context(), pk=pk)


def _page(request: SignedRequest, opening: Opening, **forms: Any) -> HttpResponse:
    def may(name: str) -> Any:
        return verdict(actions.TRANSITIONS, name, row=opening, actor=request.user)

    waiting = opening.state in ("draft", "proposed")
    context = {
        "opening": opening,
        "alliance": opening.alliance,
        "differences": [
            (difference, COLUMN_NAMES[difference.column], opening.explanations.get(difference.code, ""))
            for difference in rules.differences(opening.alliance, opening.rows)
        ]
        if waiting
        else [],
        "likenesses": [
            (likeness, opening.same_as.get(str(likeness.line)))
            for likeness in likenesses(opening.alliance, opening.rows)
        ]
        if waiting
        else [],
        "tables": row_tables(request, SHEETS, opening.rows),
        "may_sign": may("propose" if opening.state == "draft" else "adopt"),
        "may_reject": may("reject"),
        "signatures": opening.signatures.select_related("account__person").order_by("signed_at"),
        "rejection": ReasonForm(auto_id="ecarter_%s"),
        "events": events_of(opening, _passages()),
        "fictitious": opening.is_fictitious,
    }
    return render(request, "manager/opening.html", {**context, **forms})


def _passages() -> dict[str, str]:
    return {
        "propose": _("Première signature"),
        "adopt": _("Deuxième signature : reprise faite"),
        "reject": _("Reprise écartée"),
    }


@keeps_words
def opening_explain(request: SignedRequest, pk: int) -> HttpResponse:
    opening = _opening(request, pk)
    words = typed(request)
    if words is None:
        return redirect("manager_opening", pk=pk)
    if request.method == "POST":
        said = _("Explications enregistrées.")
        done = attempt(
            request, said, actions.explain, actor=request.user, opening=opening,
            explanations=_explanations(words), same_as=_answers(words),
        )  # fmt: skip
        if done:
            return redirect("manager_opening", pk=pk)
        opening = _opening(request, pk)
    opening.explanations, opening.same_as = _explanations(words), _answers(words)
    return _page(request, opening)


def _explanations(words: QueryDict) -> dict[str, str]:
    """What was typed beside each difference; those left empty take the sentence written once for all."""
    shared = str(words.get("partout", ""))
    return {code: text if text.strip() else shared for code, text in _beginning(words, "ecart-").items()}


def _answers(words: QueryDict) -> dict[str, str]:
    """To each likeness, the organisation that was chosen."""
    return {line: chosen.removeprefix("=") for line, chosen in _beginning(words, "nom-").items() if chosen}


def _beginning(words: QueryDict, prefix: str) -> dict[str, str]:
    return {key.removeprefix(prefix): str(text) for key, text in words.items() if key.startswith(prefix)}


@signed_in
@require_POST
def opening_sign(request: SignedRequest, pk: int) -> HttpResponse:
    """The signature that this state waits for: the first freezes, the second brings everything in."""
    opening = _opening(request, pk)
    first = opening.state == "draft"
    said = (
        _("Première signature faite. Une autre personne signe maintenant.")
        if first
        else _("La reprise est faite.")
    )
    attempt(request, said, actions.propose if first else actions.adopt, actor=request.user, opening=opening)
    return redirect("manager_opening", pk=pk)


@keeps_words
def opening_reject(request: SignedRequest, pk: int) -> HttpResponse:
    opening = _opening(request, pk)
    words = typed(request)
    if words is None:
        return redirect("manager_opening", pk=pk)
    form = ReasonForm(words, auto_id="ecarter_%s")
    if request.method == "POST" and form.is_valid():
        said = _("Reprise écartée. La raison est au dossier.")
        done = attempt(
            request, said, actions.reject, actor=request.user, opening=opening, **form.cleaned_data
        )
        if done:
            return redirect("manager_opening", pk=pk)
        opening = _opening(request, pk)
    return _page(request, opening, rejection=form)

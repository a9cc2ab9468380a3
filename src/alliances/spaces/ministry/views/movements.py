"""Money after the split: parts, years, and movements that one person proposes and another approves."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes import actions, rules
from alliances.domain.envelopes.models import Envelope, Movement, MovementState
from alliances.domain.envelopes.money import received_cents
from alliances.domain.envelopes.years import evenly
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.ministry import history, labels
from alliances.spaces.ministry.forms import DiscardForm
from alliances.spaces.ministry.movements import FORMS
from alliances.spaces.ministry.moving import MovementForm, SignForm
from alliances.spaces.ministry.parts_and_years import PartForm, YearsForm
from alliances.spaces.ministry.tables_of_movements import MovementTable, mark_of, shown
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def _envelope(request: SignedRequest, pk: int) -> Envelope:
    """One envelope that the reader sees and may move money of."""
    envelope = visible_or_404(Envelope.objects.visible_to(request.user).with_context(), pk=pk)
    require(rules.may_propose_movement(request.user, [envelope]), error=NotPermitted)
    return envelope


def _visible(request: SignedRequest):
    return Movement.objects.visible_to(request.user).with_context()


@signed_in
def movement_list(request: SignedRequest) -> HttpResponse:
    table = MovementTable(request, _visible(request))
    if table.export:
        return table.response("mouvements")
    return render(request, "ministry/movement_list.html", {"table": table})


@keeps_words
def movement_new(request: SignedRequest, pk: int, slug: str) -> HttpResponseBase:
    """GET asks, then shows what would move; POST signs the lines that were read, with their reason."""
    envelope = _envelope(request, pk)
    kept = request.POST if request.method == "POST" else taken_back(request)
    sent = kept or request.GET
    form = FORMS[slug](sent if "asked" in sent else None, account=request.user, envelope=envelope)
    lines = form.lines() if form.is_bound and form.is_valid() else []
    sign = SignForm(kept)
    was_read = sign.is_bound and sign.is_valid() and sign.cleaned_data["read"] == mark_of(lines)
    if request.method == "POST" and lines and was_read:
        proposed = _propose(request, form, lines, sign.cleaned_data["reason"])
        if proposed:
            return redirect("ministry_movement", proposed.pk)
    context = {
        "envelope": envelope,
        "form": form,
        "sign": sign,
        "mark": mark_of(lines),
        "rows": [{"line": line, "cents": line.amount_cents} for line in lines],
        "changed": sign.is_bound and sign.is_valid() and not was_read,
        "empty": form.is_bound and form.is_valid() and not lines,
        "sent": [(name, value) for name, values in sent.lists() if name in form.fields for value in values],
    }
    return render(request, "ministry/movement_new.html", context)


def _propose(
    request: SignedRequest, form: MovementForm, lines: list[actions.Line], reason: str
) -> Movement | None:
    return attempt(
        request,
        _("Vous avez signé. Le mouvement est proposé; une autre personne doit l’approuver."),
        actions.propose_movement,
        actor=request.user,
        kind=form.kind,
        fund=form.envelope.fund,
        lines=lines,
        reason=reason,
        effective_on=form.effective_on,
        approval=form.approval,
    )


@signed_in
def movement_page(request: SignedRequest, pk: int) -> HttpResponse:
    movement = visible_or_404(_visible(request), pk=pk)
    state = labels.MOVEMENTS[MovementState(movement.state)]
    table = actions.MOVEMENT_TRANSITIONS
    context: dict[str, Any] = {
        "movement": movement,
        "state": state,
        "next_step": state.next_step_for("ministry"),
        "rows": shown(movement),
        "may_approve": verdict(table, actions.step_of_approval(movement), row=movement, actor=request.user),
        "may_refuse": verdict(table, "refuse", row=movement, actor=request.user),
        "may_cancel": verdict(table, "cancel", row=movement, actor=request.user),
        "events": history.of_movement(movement),
    }
    return render(request, "ministry/movement_page.html", context)


@signed_in
@require_POST
def movement_approve(request: SignedRequest, pk: int) -> HttpResponse:
    movement = visible_or_404(_visible(request), pk=pk)
    require(rules.may_decide(request.user, movement), error=NotPermitted)
    said = _("Vous avez signé. Le mouvement est approuvé.")
    attempt(request, said, actions.approve, actor=request.user, movement=movement)
    return redirect("ministry_movement", pk)


@keeps_words
def movement_refuse(request: SignedRequest, pk: int) -> HttpResponseBase:
    """Refuses a proposal, or calls off what was announced, with a reason that stays in the file."""
    movement = visible_or_404(_visible(request), pk=pk)
    require(rules.may_decide(request.user, movement), error=NotPermitted)
    if movement.state not in (MovementState.PROPOSED, MovementState.ANNOUNCED):
        return redirect("ministry_movement", pk)
    words = labels.ending(movement.state)
    sent = request.POST if request.method == "POST" else taken_back(request)
    form = DiscardForm(sent, question=words.question)
    if request.method == "POST" and form.is_valid():
        act = actions.refuse if movement.state == MovementState.PROPOSED else actions.cancel
        reason = form.cleaned_data["reason"]
        if attempt(request, words.done, act, actor=request.user, movement=movement, reason=reason):
            return redirect("ministry_movement", pk)
    return render(
        request, "ministry/movement_refuse.html", {"movement": movement, "form": form, "act": words.act}
    )


@keeps_words
def part_new(request: SignedRequest, pk: int) -> HttpResponseBase:
    envelope = _envelope(request, pk)
    form = PartForm(request.POST if request.method == "POST" else taken_back(request), envelope=envelope)
    if request.method == "POST" and form.is_valid():
        said = _("L’enveloppe est ouverte, vide. Un virement, signé par deux personnes, y met de l’argent.")
        opened = attempt(
            request, said, actions.open_part, actor=request.user, parent=envelope, **form.cleaned_data
        )
        if opened:
            return redirect("ministry_envelope", opened.pk)
    return render(request, "ministry/part_new.html", {"envelope": envelope, "form": form})


@keeps_words
def years(request: SignedRequest, pk: int) -> HttpResponseBase:
    """How much of the envelope is meant for each fiscal year. Once; afterwards, movements change it."""
    envelope = _envelope(request, pk)
    received = received_cents(envelope)
    proposed = evenly(received, range(envelope.first_year, envelope.last_year + 1))
    sent = request.POST if request.method == "POST" else taken_back(request)
    form = YearsForm(sent, envelope=envelope, proposed=proposed)
    if request.method == "POST" and form.is_valid():
        said = _("Les tranches sont inscrites. Leurs parts suivent, au cent près.")
        act = actions.share_among_years
        if attempt(request, said, act, actor=request.user, envelope=envelope, years=form.by_year()):
            return redirect("ministry_envelope", pk)
    may_share = rules.can_share_among_years(envelope)
    context = {"envelope": envelope, "form": form, "received": received, "may_share": may_share}
    return render(request, "ministry/envelope_years.html", context)

"""Envelopes: the list, one envelope with its four columns, its statement, and a new one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes import actions, rules
from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.ledger.queries import Columns, columns_of
from alliances.domain.people.roles import Permission
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.ministry import history, tables_of_movements
from alliances.spaces.ministry.comparison import comparable
from alliances.spaces.ministry.forms import EnvelopeForm
from alliances.spaces.ministry.perimeter import may_somewhere
from alliances.spaces.ministry.queries import listed, transfers_of, whole_columns
from alliances.spaces.ministry.recipients import levels_under
from alliances.spaces.ministry.tables import (
    ChildTable,
    EnvelopeScenarioTable,
    EnvelopeTable,
    StatementTable,
    scenarios_with_context,
)
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@signed_in
def envelope_list(request: SignedRequest) -> HttpResponse:
    table = EnvelopeTable(request, listed(Envelope.objects.visible_to(request.user)))
    if table.export:
        return table.response("enveloppes")
    may_create = may_somewhere(request.user, Permission.SPLIT_ENVELOPE)
    return render(request, "ministry/envelope_list.html", {"table": table, "may_create": may_create})


@keeps_words
def envelope_new(request: SignedRequest) -> HttpResponse:
    require(may_somewhere(request.user, Permission.SPLIT_ENVELOPE), error=NotPermitted)
    came_from = {"fund": request.GET.get("fonds", ""), "measure": request.GET.get("mesure", "")}
    form = EnvelopeForm(typed(request), account=request.user, **came_from)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        created = attempt(
            request,
            _(
                "L’enveloppe est créée, vide. Son argent y entre quand une autre personne approuve ce mouvement."
            ),
            actions.propose_envelope,
            actor=request.user,
            fund=data["fund"],
            measure=data["measure"],
            territory=data["territory"],
            name=data["name"],
            first_year=data["first_year"],
            last_year=data["last_year"],
            amount_cents=data["amount"],
            reason=data["reason"],
        )
        if created:
            _envelope, movement = created
            return redirect("ministry_movement", movement.pk)
    return render(request, "ministry/envelope_new.html", {"form": form})


@signed_in
def envelope_page(request: SignedRequest, pk: int) -> HttpResponse:
    envelope = visible_or_404(_visible(request), pk=pk)
    own = columns_of([envelope.account_id])[envelope.account_id]
    context = {
        "envelope": envelope,
        "own": own,
        "lines": _lines(envelope, own),
        "children": ChildTable(request, listed(envelope.children.all()), prefix="e_"),
        "scenarios": EnvelopeScenarioTable(
            request, scenarios_with_context(envelope.scenarios.all()), prefix="r_"
        ),
        "statement": StatementTable(
            request, transfers_of(envelope), prefix="g_", page_size=20, fictitious=envelope.is_fictitious
        ),
        "may_split": rules.may_split(request.user, envelope),
        "may_correct": rules.may_correct(request.user, envelope),
        "may_go_further": envelope.component == Component.LOCAL
        and own.available_cents > 0
        and bool(rules.may_split(request.user, envelope))
        and bool(levels_under(envelope)),
        "is_splittable": envelope.component == Component.WHOLE,
        "alliance": getattr(envelope, "alliance", None),
        "may_prepare": may_somewhere(request.user, Permission.SIGN_ALLIANCE),
        "calls": envelope.calls.order_by("-opens_at")[:10],
        "compares": len(comparable(envelope)) > 1,
        "events": history.of_envelope(envelope),
        **tables_of_movements.told_of(envelope, request.user, own),
    }
    for name in ("children", "statement", "scenarios"):
        if context[name].export:
            return context[name].response(f"enveloppe-{pk}-{name}")
    return render(request, "ministry/envelope_page.html", context)


@signed_in
def statement(request: SignedRequest, pk: int) -> HttpResponse:
    """Every entry of the envelope, on letter paper when printed."""
    envelope = visible_or_404(_visible(request), pk=pk)
    table = StatementTable(request, transfers_of(envelope), fictitious=envelope.is_fictitious)
    if table.export:
        return table.response(f"releve-enveloppe-{pk}")
    own = columns_of([envelope.account_id])[envelope.account_id]
    lines = [(_("Cette enveloppe"), own)]
    return render(request, "ministry/statement.html", {"envelope": envelope, "table": table, "lines": lines})


def _lines(envelope: Envelope, own: Columns) -> list[tuple[str, Columns]]:
    """The envelope with everything split from it, then what it holds itself when that differs."""
    whole = whole_columns(envelope)
    if whole == own:
        return [(_("Cette enveloppe"), own)]
    return [(_("Avec les enveloppes qui en sont issues"), whole), (_("Cette enveloppe seule"), own)]


def _visible(request: SignedRequest):
    envelopes = Envelope.objects.visible_to(request.user).with_context()
    return envelopes.select_related("measure__plan", "alliance", "created_by__person")

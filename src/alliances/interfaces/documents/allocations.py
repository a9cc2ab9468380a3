"""The decision that splits an envelope: who receives what, why, by which method, signed by whom."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.domain.envelopes.methods import Method, components_of, kept_back_of, local_cents_of, method_of
from alliances.domain.envelopes.models import Component, Scenario, ScenarioState
from alliances.domain.envelopes.money import received_cents
from alliances.domain.envelopes.queries import (
    Explained,
    criteria_of,
    differences_of,
    explain,
    figures_of,
    given_by,
)
from alliances.domain.envelopes.standing import others_of
from alliances.engine.fiscal_years import FiscalYear
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Col, Letter, Place
from alliances.ui.allocations import METHODS, figure_of, guards_of, reason_of, settings_of
from alliances.ui.formats import day, moment, money, percent, points


def decision_of(scenario: Scenario) -> Letter:
    """The printable decision of an adopted split, in force or replaced. Eight queries at most."""
    envelope = scenario.envelope
    rows = explain(scenario.problem, given_by(scenario))
    return Letter(
        title=_("Décision de répartition"),
        kicker=envelope.name,
        is_fictitious=envelope.is_fictitious,
        digest=scenario.digest,
        blocks=[
            *_what_was_decided(scenario, rows),
            *_differences(scenario),
            *_amounts(rows),
            *_method(scenario),
            *_figures(scenario, rows),
            *_signatures(scenario),
            *_how_to_compute_again(scenario),
        ],
    )


def _what_was_decided(scenario: Scenario, rows: list[Explained]) -> list[Block]:
    envelope, problem = scenario.envelope, scenario.problem
    local = local_cents_of(problem)
    others = others_of(scenario)
    if others is None and scenario.state == ScenarioState.ADOPTED:
        others = {Component.REGIONAL.value: received_cents(envelope) - local}
    named = [(Component(name).label, money(cents)) for name, cents in (others or {}).items()]
    share = money(local) if components_of(problem) else f"{points(scenario.local_percent, 0)}, {money(local)}"
    sentence = ngettext(
        "Le %(day)s, %(amount)s sont allés à %(count)s territoire de %(where)s. Deux personnes ont signé.",
        "Le %(day)s, %(amount)s ont été partagés entre %(count)s territoires de %(where)s. "
        "Deux personnes ont signé.",
        len(rows),
    )
    years = (envelope.first_year, envelope.last_year)
    return [
        letters.lead(
            sentence
            % {
                "day": day(scenario.adopted_at),  # type: ignore[arg-type]  # the database asks for it once adopted
                "amount": money(problem["envelope"]),
                "count": len(rows),
                "where": envelope.territory.name,
            }
        ),
        letters.facts(
            [
                (_("Enveloppe"), envelope.name),
                (_("Fonds"), envelope.fund.name),
                (_("Plan d’action"), envelope.measure.plan),
                (_("Mesure"), envelope.measure),
                (_("Territoire"), envelope.territory.name),
                (
                    _("Exercices financiers"),
                    " – ".join(dict.fromkeys(FiscalYear(year).label for year in years)),
                ),
                *(
                    [(_("Montant de l’enveloppe"), money(local + sum(others.values())))]
                    if others is not None
                    else []
                ),
                (_("Part locale"), share),
                *named,
                *(
                    [(_("Reste dans l’enveloppe"), money(kept_back_of(problem)))]
                    if kept_back_of(problem)
                    else []
                ),
                (_("Nom de la répartition"), scenario.title),
                *_place_among_versions(scenario),
            ]
        ),
    ]


def _place_among_versions(scenario: Scenario) -> list[tuple[str, str]]:
    """What it corrects and why, and what replaced it."""
    found = []
    if scenario.replaces:
        replaced = _("%(title)s, adoptée le %(day)s") % {
            "title": scenario.replaces.title,
            "day": day(scenario.replaces.adopted_at),  # type: ignore[arg-type]
        }
        found += [(_("Remplace"), replaced), (_("Raison de la correction"), scenario.reason)]
    successor = scenario.replaced_by if scenario.state == ScenarioState.REPLACED else None
    if successor:
        when = _("le %(day)s, par « %(title)s »") % {
            "day": day(successor.adopted_at),  # type: ignore[arg-type]
            "title": successor.title,
        }
        found.append((_("Remplacée"), when))
    return found


def _differences(scenario: Scenario) -> list[Block]:
    """What a correction changes, territory by territory."""
    if not scenario.replaces_id:
        return []
    columns = [
        Col(_("Territoire"), width=2),
        *(Col(title, number=True) for title in (_("Avant"), _("Après"), _("Écart"))),
    ]
    lines = [
        (line.territory.name, money(line.before_cents), money(line.after_cents), money(line.change_cents))
        for line in differences_of(scenario)
    ]
    return [
        letters.heading(_("Ce que la correction change")),
        letters.table(_("Ce que la correction change"), columns, lines),
    ]


def _amounts(rows: list[Explained]) -> list[Block]:
    columns = [
        Col(_("Territoire"), width=2),
        Col(_("Montant"), number=True),
        Col(_("Pourquoi ce montant"), width=5),
    ]
    lines = [(row.territory.name, money(row.cents), reason_of(row)) for row in rows]
    total = (_("Total"), money(sum(row.cents for row in rows)), "")
    return [
        letters.heading(_("Montants")),
        letters.table(_("Ce que chaque territoire reçoit, et pourquoi"), columns, lines, total),
    ]


def _method(scenario: Scenario) -> list[Block]:
    problem = scenario.problem
    method = method_of(problem)
    by_criteria = method is Method.CRITERIA
    settings = settings_of(problem, with_criteria=False)
    note = [letters.heading(_("Note sur les hypothèses"), 3), letters.quote(scenario.note)]
    return [
        letters.heading(_("Méthode")),
        letters.text(str(METHODS[method])),
        *([_criteria(scenario)] if by_criteria else []),
        letters.facts(settings),
        *(
            []
            if guards_of(problem) or not by_criteria
            else [letters.text(_("Aucun plancher, plafond ni limite de perte."))]
        ),
        *(note if scenario.note else []),
    ]


def _criteria(scenario: Scenario) -> Block:
    columns = [
        Col(_("Critère"), width=2),
        Col(_("Part de la somme"), number=True),
        Col(_("D’où viennent les chiffres"), width=4),
    ]
    lines = [(c.label, percent(c.share, 0), c.source) for c in criteria_of(scenario.problem)]
    return letters.table(_("Les critères"), columns, lines)


def _figures(scenario: Scenario, rows: list[Explained]) -> list[Block]:
    counted = [criterion for criterion in criteria_of(scenario.problem) if not criterion.is_equal]
    if not counted:
        return []
    known = figures_of(scenario.problem)
    estimated = _("estimation")
    columns = [Col(_("Territoire"), width=2)] + [
        Col(f"{c.label} ({estimated})" if c.is_estimate else c.figures_label, number=True, width=2)
        for c in counted
    ]
    missing = _("non publié")
    lines = [
        (
            row.territory.name,
            *(figure_of(c, known[row.territory.code].get(c.code)) or missing for c in counted),
        )
        for row in rows
    ]
    return [
        letters.heading(_("Données figées")),
        letters.text(_("Rien ne les change depuis la première signature.")),
        letters.table(_("Les chiffres qui ont servi au calcul"), columns, lines),
    ]


def _signatures(scenario: Scenario) -> list[Block]:
    signed = scenario.signatures.select_related("person").order_by("signed_at", "pk")
    roles = (_("Proposée par"), _("Adoptée par"))
    fictitious = _("personne fictive")
    places = [
        Place(
            roles[min(rank, 1)],
            f"{each.person.full_name} ({fictitious})" if each.person.is_fictitious else each.person.full_name,
            _("Signé le %(moment)s") % {"moment": moment(each.signed_at)},
        )
        for rank, each in enumerate(signed)
    ]
    return [letters.heading(_("Signatures")), letters.signatures(places)]


def _how_to_compute_again(scenario: Scenario) -> list[Block]:
    return [
        letters.heading(_("Refaire le calcul")),
        letters.text(
            _(
                "Téléchargez les données du calcul (JSON) depuis la page de la répartition. "
                "Cette commande les relit et donne les mêmes montants, au cent près :"
            )
        ),
        letters.code(f"./run allocate repartition-{scenario.pk}.json"),
        letters.text(_("Les deux personnes ont signé cette empreinte des données et du résultat :")),
        letters.code(scenario.digest),
    ]

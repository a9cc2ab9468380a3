"""The report of a grant: its four sections as they were sent, and what the region asked for since."""

from typing import Any

from django.utils.translation import gettext as _

from alliances.domain.grants.actions import as_sent
from alliances.domain.grants.models import Report, ReportKind, ReportState
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Col, Letter
from alliances.ui.formats import day, moment, money, number

HOLE = "–"


def report_letter(report: Report) -> Letter:
    """The report as it was last sent, under its digest."""
    said = as_sent(report)
    return Letter(
        title=report.name,
        kicker=report.number,
        is_fictitious=report.grant.is_fictitious,
        digest=report.digest,
        blocks=[
            *_about(report),
            letters.heading(_("Les activités")),
            letters.quote(said["activities"]),
            letters.heading(_("Les personnes rejointes")),
            letters.facts([(_("Personnes rejointes"), _count(said["people_reached"]))]),
            *_results(said),
            *_spending(report, said),
            *_returned(report),
        ],
    )


def _about(report: Report) -> list[Block]:
    grant = report.grant
    accepted = report.accepted_at
    return [
        letters.lead(
            _("%(organisation)s rend compte de l’aide %(number)s, pour le projet « %(project)s ».")
            % {
                "organisation": grant.organisation.name,
                "number": grant.number,
                "project": grant.application.title,
            }
        ),
        letters.facts(
            [
                (_("Montant de la convention"), money(grant.amount_cents)),
                (_("Reçue le"), moment(report.sent_at) if report.sent_at else ""),
                (_("État"), str(ReportState(report.state).label)),
                (_("Acceptée le"), day(accepted) if accepted else ""),
            ]
        ),
    ]


def _count(found: int | None, unit: str = "") -> str:
    return HOLE if found is None else f"{number(found)} {unit}".strip()


def _results(said: dict[str, Any]) -> list[Block]:
    lines = said["results"]
    if not lines:
        return []
    columns = [
        Col(_("Résultat"), width=2),
        Col(_("Prévu"), number=True),
        Col(_("Atteint"), number=True),
        Col(_("Précisions"), width=2),
    ]
    rows = [
        (
            line["label"],
            _count(line["target"], line["unit"]),
            _count(line["achieved"]),
            line["comment"] or HOLE,
        )
        for line in lines
    ]
    return [letters.heading(_("Les résultats")), letters.table(_("Prévu et atteint"), columns, rows)]


def _spending(report: Report, said: dict[str, Any]) -> list[Block]:
    found: list[Block] = [letters.heading(_("Les dépenses"))]
    if lines := said["spending"]:
        columns = [
            Col(_("Ligne du budget"), width=2),
            Col(_("Prévu"), number=True),
            Col(_("Dépensé en tout"), number=True),
            Col(_("Payé avec l’aide"), number=True),
        ]
        rows = [
            (
                line["label"],
                money(line["planned_cents"]),
                _cents(line["spent_cents"]),
                _cents(line["from_grant_cents"]),
            )
            for line in lines
        ]
        total = (
            _("Total"),
            money(sum(line["planned_cents"] for line in lines)),
            money(sum(line["spent_cents"] or 0 for line in lines)),
            money(sum(line["from_grant_cents"] or 0 for line in lines)),
        )
        found.append(letters.table(_("Le budget et les dépenses, depuis le début"), columns, rows, total))
        why = [f"{line['label']} – {line['explanation']}" for line in lines if line["explanation"]]
        if why:
            found += [letters.text(_("Pourquoi l’écart avec le budget :")), letters.items(why)]
    else:
        found.append(letters.facts([(_("Dépenses payées avec l’aide"), _cents(said["spent_cents"]))]))
    return [*found, letters.small(_what_is_justified(report))]


def _cents(found: int | None) -> str:
    return HOLE if found is None else money(found)


def _what_is_justified(report: Report) -> str:
    if report.kind == ReportKind.INTERIM:
        return _("Un rapport d’étape compte depuis le début du projet. La reddition finale le complétera.")
    return _("La reddition finale compte depuis le début du projet, rapport d’étape compris.")


def _returned(report: Report) -> list[Block]:
    """What the region asked to complete, and whether it was."""
    asked = list(report.returns.order_by("pk"))
    if not asked:
        return []
    sentences = [
        f"{each.get_section_display()} – {each.reason} ({_('répondu') if each.answered_at else _('en attente')})"
        for each in asked
    ]
    return [letters.heading(_("Ce qui a été demandé")), letters.items(sentences)]

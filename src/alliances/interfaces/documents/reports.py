"""The report of a grant: its four sections as they were sent, and what the region asked for since."""

from django.utils.translation import gettext as _

from alliances.domain.grants.models import Report, ReportKind, ReportState
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Col, Letter
from alliances.ui.formats import day, moment, money, number

HOLE = "–"


def report_letter(report: Report) -> Letter:
    """The report as it stands, under the digest of what was last sent."""
    return Letter(
        title=report.name,
        kicker=report.number,
        is_fictitious=report.grant.is_fictitious,
        digest=report.digest,
        blocks=[
            *_about(report),
            letters.heading(_("Les activités")),
            letters.quote(report.activities),
            letters.heading(_("Les personnes rejointes")),
            letters.facts([(_("Personnes rejointes"), _count(report.people_reached))]),
            *_results(report),
            *_spending(report),
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


def _results(report: Report) -> list[Block]:
    lines = list(report.results.order_by("rank"))
    if not lines:
        return []
    columns = [
        Col(_("Résultat"), width=2),
        Col(_("Prévu"), number=True),
        Col(_("Atteint"), number=True),
        Col(_("Précisions"), width=2),
    ]
    rows = [
        (line.shown, _count(line.target, line.unit), _count(line.achieved), line.comment or HOLE)
        for line in lines
    ]
    return [letters.heading(_("Les résultats")), letters.table(_("Prévu et atteint"), columns, rows)]


def _spending(report: Report) -> list[Block]:
    found: list[Block] = [letters.heading(_("Les dépenses"))]
    if lines := list(report.spending.order_by("rank")):
        columns = [
            Col(_("Ligne du budget"), width=2),
            Col(_("Prévu"), number=True),
            Col(_("Dépensé en tout"), number=True),
            Col(_("Payé avec l’aide"), number=True),
        ]
        rows = [
            (line.shown, money(line.planned_cents), _cents(line.spent_cents), _cents(line.from_grant_cents))
            for line in lines
        ]
        total = (
            _("Total"),
            money(sum(line.planned_cents for line in lines)),
            money(sum(line.spent_cents or 0 for line in lines)),
            money(sum(line.from_grant_cents or 0 for line in lines)),
        )
        found.append(letters.table(_("Le budget et les dépenses, depuis le début"), columns, rows, total))
        why = [f"{line.shown} – {line.explanation}" for line in lines if line.explanation]
        if why:
            found += [letters.text(_("Pourquoi l’écart avec le budget :")), letters.items(why)]
    else:
        found.append(letters.facts([(_("Dépenses payées avec l’aide"), _cents(report.spent_cents))]))
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

"""The receipt of an application: its number, the moment it arrived, its digest, and what was sent."""

from typing import Any

from django.utils.translation import gettext as _

from alliances.domain.applications.models import Application, BudgetLine
from alliances.domain.applications.queries import Content, content_sent
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Letter
from alliances.ui.formats import day, moment, money, number


def receipt_of(application: Application) -> Letter:
    """The receipt of the last sending, with everything that was sent: five queries, whatever its length."""
    submission = application.submissions.order_by("-rank").first()
    content = content_sent(application, submission)
    receipt = submission.number if submission else application.number
    return Letter(
        title=_("Accusé de réception %(number)s") % {"number": receipt},
        kicker=application.call.title,
        is_fictitious=application.is_fictitious,
        digest=application.digest,
        blocks=[
            *_what_arrived(
                application, receipt, submission.sent_at if submission else application.sent_at, content
            ),
            *_what_was_sent(content),
        ],
    )


def _what_arrived(application: Application, receipt: str, sent_at: Any, content: Content) -> list[Block]:
    sentence = _("La demande est envoyée. Nous l’avons reçue le %(moment)s.")
    return [
        letters.lead(sentence % {"moment": moment(sent_at)}),
        letters.facts(
            [
                (_("Numéro de la demande"), receipt),
                (_("Projet"), content.facts.title),
                (_("Organisme"), application.organisation.name),
                (_("Appel"), application.call.title),
                (_("Montant demandé"), _amount(content.facts.requested_cents)),
            ]
        ),
        letters.text(_("Cette empreinte prouve que les réponses n’ont pas changé depuis l’envoi :")),
        letters.code(application.digest),
    ]


def _what_was_sent(content: Content) -> list[Block]:
    told = content.facts
    found: list[Block] = [
        letters.heading(_("Ce qui a été envoyé")),
        letters.facts(
            [
                (_("Priorité"), told.priority),
                (
                    _("Personnes à rejoindre"),
                    "" if told.people_expected is None else number(told.people_expected),
                ),
                (_("Début"), day(told.starts_on) if told.starts_on else ""),
                (_("Fin"), day(told.ends_on) if told.ends_on else ""),
                (_("Coût total du projet"), _amount(told.total_cost_cents)),
            ]
        ),
    ]
    for section in content.sections:
        found.append(letters.heading(str(section.section)))
        for answer in section.answers:
            found += [
                letters.heading(str(answer.question), 3),
                letters.quote(answer.written or _("Sans réponse")),
            ]
    return [*found, *_figures(content)]


def _figures(content: Content) -> list[Block]:
    """Expected results, costs and revenues, as tables."""
    columns = [letters.Col(_("Ligne"), width=3), letters.Col(_("Montant"), number=True)]
    costs, revenues = content.totals
    targets = [
        (result.label, f"{number(result.target or 0)} {result.unit}".strip()) for result in content.results
    ]
    return [
        letters.table(
            _("Résultats attendus"),
            [letters.Col(_("Résultat"), width=3), letters.Col(_("Cible"), number=True)],
            targets,
        ),
        letters.table(_("Dépenses"), columns, _lines(content.costs), [_("Total"), money(costs)]),
        letters.table(_("Revenus"), columns, _lines(content.revenues), [_("Total"), money(revenues)]),
    ]


def _lines(lines: list[BudgetLine]) -> list[tuple[str, str]]:
    return [
        (" – ".join(filter(None, [line.get_category_display(), line.label])), _amount(line.amount_cents))
        for line in lines
    ]


def _amount(cents: int | None) -> str:
    return "" if cents is None else money(cents)

"""What makes an application ready to be sent, said question by question."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alliances.domain.applications.models import (
    Application,
    ApplicationState,
    BudgetLine,
    BudgetSide,
    ExpectedResult,
)
from alliances.domain.applications.queries import Content, content_of, digest_of, snapshot
from alliances.domain.applications.rules.budget import balance_of, framework_rules
from alliances.domain.applications.rules.pages import BUDGET, FACTS, RESULTS
from alliances.domain.calls.models import Call
from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.people.models import Account, Organisation
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation

LONGEST_LINE = 200  # characters of a label or a unit


@dataclass(frozen=True)
class Gap:
    """One thing missing or wrong: its page, the field it stands in and the sentence that says what to do."""

    page: str
    field: str
    sentence: str


def may_apply(account: Account, call: Call, organisation: Organisation) -> Verdict:
    if not call.is_open:
        return refused(_("Cet appel n’est pas ouvert en ce moment."))
    return may_for_organisation(account, Permission.APPLY, organisation)


def may_write(application: Application, page: str) -> Verdict:
    """A draft is written everywhere; a reopened file, on the pages that the region reopened."""
    if application.state == ApplicationState.DRAFT:
        return ALLOWED
    if application.state != ApplicationState.REOPENED:
        return refused(_("Cette demande est déjà envoyée : elle ne change plus."))
    correction = application.corrections.filter(answered_at=None).first()
    if correction is not None and page in correction.pages:
        return ALLOWED
    return refused(_("La région n’a pas rouvert cette partie : elle ne change plus."))


def stands_as_sent(application: Application) -> Verdict:
    """Whether what stands now is, word for word, what was sent last."""
    last = application.submissions.order_by("-rank").first()
    if (
        last is not None
        and not application.unread
        and digest_of(snapshot(application)) == digest_of(last.content)
    ):
        return ALLOWED
    return refused(
        _("L’organisme a commencé à corriger. Attendez son envoi : ce qu’il a écrit ne doit pas se perdre.")
    )


def gaps(application: Application, content: Content | None = None) -> list[Gap]:
    """Everything that keeps the application from being sent, in the order of the form. Empty: it is ready."""
    content = content or content_of(application)
    return [
        *_facts(application),
        *_answers(content),
        *_results(content.results),
        *_lines(content.lines),
        *_balance(application, content),
    ]


def _facts(application: Application) -> Iterator[Gap]:
    for field, sentence in (
        ("title", _("Donnez un nom à votre projet.")),
        ("priority", _("Choisissez la priorité à laquelle le projet répond.")),
        ("people_expected", _("Indiquez combien de personnes vous pensez rejoindre.")),
        ("starts_on", _("Indiquez la date de début.")),
        ("ends_on", _("Indiquez la date de fin.")),
    ):
        if getattr(application, field) in (None, ""):
            unread = field in application.unread
            yield Gap(FACTS, field, unread_sentence(field) if unread else sentence)
    if application.starts_on and application.ends_on and application.ends_on < application.starts_on:
        yield Gap(FACTS, "ends_on", _("La fin du projet précède son début."))


def unread_sentence(field: str) -> str:
    """What to do about a fact that was kept as it was typed, because it could not be read."""
    sentences = {
        "people_expected": _("Ce nombre ne se lit pas. Écrivez-le en chiffres, par exemple 40."),
        "starts_on": _("Cette date ne se lit pas. Écrivez année, mois, jour, par exemple 2027-01-31."),
        "ends_on": _("Cette date ne se lit pas. Écrivez année, mois, jour, par exemple 2027-01-31."),
    }
    return sentences.get(field) or _("Ce texte est trop long. Raccourcissez-le.")


def _answers(content: Content) -> Iterator[Gap]:
    for section in content.sections:
        for answer in section.answers:
            if answer.is_missing:
                sentence = answer.reading.sentence or _("Répondez à la question.")
                quoted = _("« %(label)s »") % {"label": answer.question.text("label")}
                said = f"{quoted} – {sentence}"
                yield Gap(section.section.code, answer.question.code, said)


def _results(results: list[ExpectedResult]) -> Iterator[Gap]:
    if not results:
        yield Gap(RESULTS, "result-0-label", _("Inscrivez au moins un résultat attendu."))
    for place, result in enumerate(results):
        name, rank = f"result-{place}", place + 1
        if not result.label.strip():
            yield Gap(RESULTS, f"{name}-label", _("Résultat %(rank)s : dites lequel.") % {"rank": rank})
        if result.target is None:
            sentence = _("Résultat %(rank)s : écrivez la cible en chiffres.") % {"rank": rank}
            yield Gap(RESULTS, f"{name}-target", sentence)
        if max(len(result.label), len(result.unit)) > LONGEST_LINE:
            yield Gap(RESULTS, f"{name}-label", _too_long(rank))


def _lines(lines: list[BudgetLine]) -> Iterator[Gap]:
    for side, whose in ((BudgetSide.COST, _("Dépense")), (BudgetSide.REVENUE, _("Revenu"))):
        rows = [line for line in lines if line.side == side and not line.is_requested]
        for place, line in enumerate(rows):
            yield from _line(line, f"{side}-{place}", {"line": whose, "rank": place + 1})


def _line(line: BudgetLine, name: str, said: dict[str, object]) -> Iterator[Gap]:
    if not line.label.strip() and not line.category:
        yield Gap(BUDGET, f"{name}-label", _("%(line)s %(rank)s : dites ce que c’est.") % said)
    if line.amount_cents is None:
        yield Gap(BUDGET, f"{name}-amount", _("%(line)s %(rank)s : écrivez un montant en chiffres.") % said)
    if len(line.label) > LONGEST_LINE:
        yield Gap(BUDGET, f"{name}-label", _too_long(said["rank"]))


def _too_long(rank: object) -> str:
    return _("Ligne %(rank)s : raccourcissez le texte, au plus %(limit)s caractères.") % {
        "rank": rank,
        "limit": LONGEST_LINE,
    }


def _balance(application: Application, content: Content) -> Iterator[Gap]:
    balance = balance_of(content.lines)
    if not content.costs:
        yield Gap(BUDGET, "cost-0-label", _("Inscrivez au moins une dépense."))
    if not balance.requested_cents:
        yield Gap(BUDGET, "requested", _("Indiquez le montant demandé, plus grand que zéro."))
    if balance.difference_cents:
        yield Gap(BUDGET, "balance", balance.sentence)
    for rule in framework_rules(application, balance):
        if rule.is_kept is False:
            yield Gap(BUDGET, "requested", rule.refusal)


def is_ready(application: Application) -> Verdict:
    """A draft is sent while its call is open; an answer to a correction, whenever the region asked for it."""
    if application.state == ApplicationState.DRAFT and not application.call.is_open:
        return refused(_("L’appel est fermé. Votre brouillon est conservé."))
    missing = gaps(application)
    return refused(missing[0].sentence) if missing else ALLOWED

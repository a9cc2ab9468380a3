"""Writing, sending, accepting a report: accepted spending is justified in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.grants.actions.once import once
from alliances.domain.grants.actions.report_content import content_of, digest_of
from alliances.domain.grants.actions.report_lines import (
    add_up,
    drop_emptied,
    open_sections,
    planned_results,
    planned_spending,
    renew_lines,
)
from alliances.domain.grants.models import (
    Grant,
    GrantState,
    Report,
    ReportKind,
    ReportResult,
    ReportSection,
    ReportSpending,
    ReportState,
    ReturnedSection,
)
from alliances.domain.grants.rules import (
    comes_last,
    is_reported,
    may_report,
    next_rank,
    place_of,
    report_to_write,
    reportable_cents,
)
from alliances.domain.ledger.actions import post
from alliances.domain.ledger.models import TransferKind
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation, may_in_territory


class ReportConflict(Refused):
    """The report was saved elsewhere since this page was opened. `current` is what is stored now."""

    def __init__(self, current: Report) -> None:
        super().__init__(_("Cette reddition a été modifiée dans un autre onglet ou par une autre personne."))
        self.current = current


def _organisation(actor: Account, report: Report) -> Verdict:
    return may_for_organisation(actor, Permission.REPORT, report.grant.organisation)


def _accepter(actor: Account, report: Report) -> Verdict:
    return may_in_territory(actor, Permission.ACCEPT_REPORT, place_of(report.grant)) and _did_not_send(
        actor, report
    )


def _did_not_send(actor: Account, report: Report) -> Verdict:
    """Whoever sent it for the organisation, by any of her accounts, does not judge it for the region."""
    if report.was_sent_by(actor.person_id):
        return refused(_("Vous avez envoyé cette reddition : une autre personne y répond pour la région."))
    return ALLOWED


def gaps(report: Report) -> list[str]:
    """What is missing before the report can be sent or accepted, a sentence each."""
    found = []
    if not report.activities.strip():
        found.append(_("Dites ce qui a été fait."))
    if report.people_reached is None:
        found.append(_("Dites combien de personnes ont été rejointes."))
    found += [
        _("Dites ce qui a été atteint : « %(label)s ».") % {"label": line.label}
        for line in report.results.filter(achieved=None, is_withdrawn=False)
    ]
    found += _withdrawn(report)
    for line in report.spending.filter(is_withdrawn=False):
        label = {"label": line.label}
        if line.spent_cents is None or line.from_grant_cents is None:
            found.append(_("Complétez les dépenses : « %(label)s ».") % label)
        elif line.from_grant_cents > line.spent_cents:
            found.append(_("La part de l’aide dépasse la dépense : « %(label)s ».") % label)
        elif report.kind == ReportKind.FINAL and line.differs and not line.explanation.strip():
            found.append(_("Expliquez l’écart avec le budget : « %(label)s ».") % label)
    if report.spent_cents is None:
        found.append(_("Dites ce qui a été dépensé avec l’aide."))
    else:
        if report.spent_cents > reportable_cents(report.grant, report.kind):
            found.append(_("Les dépenses dépassent ce qui a été versé."))
        if report.spent_cents < balance_cents(report.grant.justified_account_id):
            found.append(
                _("Le rapport d’étape accepté dit déjà plus de dépenses. Comptez depuis le début du projet.")
            )
    return found


def _withdrawn(report: Report) -> list[str]:
    """A line that an amendment took out is emptied first: its words belong elsewhere, or nowhere."""
    lines = [*report.results.filter(is_withdrawn=True), *report.spending.filter(is_withdrawn=True)]
    sentence = _("Une ligne retirée par un avenant n’est pas vide : « %(label)s ». Déplacez ce qu’elle dit.")
    return [sentence % {"label": line.label} for line in lines if not line.is_empty]


def _is_whole(report: Report) -> Verdict:
    if report.kind == ReportKind.FINAL and not (verdict := comes_last(report.grant)):
        return verdict
    if report.kind == ReportKind.INTERIM and is_reported(report.grant):
        return refused(_("La reddition finale est acceptée : un rapport d’étape n’y ajoute plus rien."))
    missing = gaps(report)
    return refused(" ".join(missing)) if missing else ALLOWED


REPORT_TRANSITIONS = (
    Transition("send", ReportState.DRAFT, ReportState.SENT, permitted=_organisation, guard=_is_whole),
    Transition("send", ReportState.SENT_BACK, ReportState.SENT, permitted=_organisation, guard=_is_whole),
    Transition(
        "send_back", ReportState.SENT, ReportState.SENT_BACK, permitted=_accepter, reason_required=True
    ),
    Transition("accept", ReportState.SENT, ReportState.ACCEPTED, permitted=_accepter, guard=_is_whole),
)


@dataclass(frozen=True)
class Achieved:
    """What was reached of one expected result."""

    achieved: int | None
    comment: str = ""


@dataclass(frozen=True)
class Spent:
    """What was spent on one budget line, the part paid with the help, in cents, and why it departs from the plan."""

    spent_cents: int | None
    from_grant_cents: int | None
    explanation: str = ""


@transaction.atomic
def start_report(*, actor: Account, grant: Grant, kind: ReportKind = ReportKind.FINAL) -> Report:
    """The report of this kind, with a line for each expected result and each cost of the application."""
    _require_owner(actor, grant)
    _lock(grant)
    report = _begun(grant, kind)
    if report.state == ReportState.DRAFT:
        if not report.results.exists():
            ReportResult.objects.bulk_create(planned_results(grant, report))
        if not report.spending.exists():
            ReportSpending.objects.bulk_create(planned_spending(grant, report))
    return report


def _lock(grant: Grant) -> None:
    """No payment is asked for, no instalment given up, while a report is begun or accepted."""
    Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)


def _begun(grant: Grant, kind: str) -> Report:
    """The report of this kind, made when its time has come."""
    report = report_to_write(grant, kind)
    if report is None:
        require(may_report(grant, kind))
        report = Report.objects.create(grant=grant, kind=kind, rank=next_rank(grant, kind))
    return report


def _require_owner(actor: Account, grant: Grant) -> None:
    if not Grant.objects.owned_by(actor).filter(pk=grant.pk).exists():
        raise NotPermitted(may_for_organisation(actor, Permission.REPORT, grant.organisation).reason)
    if grant.state != GrantState.SIGNED:
        raise Refused(_("On rend compte d’une convention signée et en cours."))


@transaction.atomic
def save_report(
    *,
    actor: Account,
    grant: Grant,
    activities: str | None = None,
    people_reached: int | None = None,
    spent_cents: int | None = None,
    kind: ReportKind = ReportKind.FINAL,
    results: Mapping[int, Achieved] | None = None,
    spending: Mapping[int, Spent] | None = None,
    typed: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Report:
    """Keeps the draft; validates nothing, so that nothing typed is lost.

    `results` and `spending` go by rank of their lines; `typed` keeps the answers as they were typed. Sections that were
    not sent back stay as they are. Raises ReportConflict when somebody saved since `version`.
    """
    _require_owner(actor, grant)
    _lock(grant)
    report = Report.objects.select_for_update(of=("self",)).get(pk=_begun(grant, kind).pk)
    writable = open_sections(report)
    if not writable:
        raise Refused(_("Cette reddition est déjà envoyée."))
    if version is not None and report.version != version:
        raise ReportConflict(report)
    if ReportSection.ACTIVITIES in writable:
        report.activities = activities or ""
    if ReportSection.PEOPLE in writable and (people_reached is not None or report.state == ReportState.DRAFT):
        report.people_reached = people_reached
    if ReportSection.RESULTS in writable:
        _write_results(report, results or {})
    if ReportSection.SPENDING in writable:
        _write_spending(report, spending, spent_cents)
    report.typed = {**report.typed, **(typed or {})}
    drop_emptied(report)
    report.version += 1
    report.save()
    return report


def _write_results(report: Report, results: Mapping[int, Achieved]) -> None:
    for line in report.results.filter(rank__in=results):
        line.achieved, line.comment = results[line.rank].achieved, results[line.rank].comment.strip()
        line.save(update_fields=["achieved", "comment"])


def _write_spending(report: Report, spending: Mapping[int, Spent] | None, spent_cents: int | None) -> None:
    """The lines, then their sum; the sum alone where the application had no line."""
    for line in report.spending.filter(rank__in=spending or {}):
        said = (spending or {})[line.rank]
        line.spent_cents, line.from_grant_cents = said.spent_cents, said.from_grant_cents
        line.explanation = said.explanation.strip()
        line.save(update_fields=["spent_cents", "from_grant_cents", "explanation"])
    if report.spending.filter(is_withdrawn=False).exists():
        add_up(report)
    elif spent_cents is not None or report.state == ReportState.DRAFT:
        report.spent_cents = spent_cents


@transaction.atomic
def send_report(*, actor: Account, report: Report) -> Report:
    """The one explicit act: a numbered receipt with the digest of what was sent. Sending again changes nothing."""
    # Nobody saves between the digest and the act.
    Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.refresh_from_db()
    if open_sections(report):
        drop_emptied(report)
        report.save(update_fields=["typed"])
    now, content = timezone.now(), content_of(report)
    sent: dict[str, Any] = {"sent_at": now, "number": number_of(report), "digest": digest_of(content)}
    if once(REPORT_TRANSITIONS, "send", row=report, actor=actor, **sent):
        report.sendings.create(rank=report.sendings.count() + 1, content=content, sent_by=actor, **sent)
    report.returns.filter(answered_at=None).update(answered_at=now)
    return report


def number_of(report: Report) -> str:
    """The grant's own number, marked for an interim report, with its rank from the second on."""
    mark = "-E" if report.kind == ReportKind.INTERIM else ""
    return report.grant.number.replace("A-", "R-", 1) + mark + (str(report.rank) if report.rank > 1 else "")


@transaction.atomic
def send_back_report(
    *, actor: Account, report: Report, reason: str = "", sections: Mapping[str, str] | None = None
) -> Report:
    """Sends back the `sections` named, each with its sentence; every section with `reason` when none is named."""
    asked = {name: words.strip() for name, words in (sections or {}).items() if words.strip()}
    if not asked and reason.strip():
        asked = dict.fromkeys(ReportSection.values, reason.strip())
    said = " ".join(f"{ReportSection(name).label} – {words}" for name, words in asked.items())
    if len(set(asked.values())) == 1 and len(asked) == len(ReportSection.values):
        said = next(iter(asked.values()))
    if once(REPORT_TRANSITIONS, "send_back", row=report, actor=actor, reason=said):
        ReturnedSection.objects.bulk_create(
            ReturnedSection(report=report, section=name, reason=words, returned_by=actor)
            for name, words in asked.items()
        )
        # An amendment may have taken effect since the report was sent.
        renew_lines(report)
    return report


@transaction.atomic
def accept_report(*, actor: Account, report: Report) -> Report:
    """The spending becomes justified: the last stage of the money's journey."""
    _lock(report.grant)
    if once(REPORT_TRANSITIONS, "accept", row=report, actor=actor, accepted_at=timezone.now()):
        justify(report=report, actor=actor, key=f"justification:{report.pk}")
    return report


def justify(*, report: Report, actor: Account, key: str) -> None:
    """Justifies what `report` adds to what is justified already, and never more than what is paid.

    A report counts from the beginning of the project: the final one adds to the interim one, it does not repeat it.
    """
    grant = report.grant
    added = (report.spent_cents or 0) - balance_cents(grant.justified_account_id)
    cents = min(added, balance_cents(grant.paid_account_id))
    if cents > 0:
        post(
            kind=TransferKind.JUSTIFICATION,
            origin=grant.paid_account,
            destination=grant.justified_account,
            amount_cents=cents,
            document=f"report:{report.pk}",
            actor=actor,
            key=key,
        )

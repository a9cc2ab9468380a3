"""The files that speak: what a message may say of each, and who sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from alliances.domain.applications.models import Application
from alliances.domain.grants.models import Amendment, AmendmentRequest, Grant, Payment, Recovery, Report
from alliances.domain.openings.models import Opening
from alliances.domain.people.models import JoinRequest
from alliances.domain.territories.models import Territory

APPLICATION, GRANT = "applications.application", "grants.grant"
JOINING = "people.joinrequest"
PAYMENT, REPORT, RECOVERY = "grants.payment", "grants.report", "grants.recovery"
AMENDMENT, REQUEST = "grants.amendment", "grants.amendmentrequest"
OPENING = "openings.opening"


@dataclass(frozen=True)
class Facts:
    """What messages about a file may say: the file's territory, its mark, and the values that sentences name."""

    territory: Territory
    is_fictitious: bool
    values: dict[str, Any]


def _file(file: Application) -> Facts:
    values = {
        "title": str(file),
        "number": file.number,
        "organisation": file.organisation.name,
        "requested_cents": file.requested_cents,
    }
    return Facts(file.call.territory, file.is_fictitious, values)


def _grant(grant: Grant) -> Facts:
    about = _file(grant.application)
    values = {
        **about.values,
        "grant": grant.pk,
        "amount_cents": grant.amount_cents,
        "until_on": grant.expires_on.isoformat(),
    }
    return Facts(about.territory, about.is_fictitious, values)


def _recovery(recovery: Recovery) -> Facts:
    about = _file(recovery.grant.application)
    values = {
        **about.values,
        "grant": recovery.grant_id,
        "amount_cents": recovery.amount_cents,
        "until_on": recovery.due_on.isoformat(),
    }
    return Facts(about.territory, about.is_fictitious, values)


def _payment(payment: Payment) -> Facts:
    about = _file(payment.grant.application)
    values = {
        **about.values,
        "grant": payment.grant_id,
        "amount_cents": payment.amount_cents,
        "reference": payment.reference,
    }
    return Facts(about.territory, about.is_fictitious, values)


def _report(report: Report) -> Facts:
    about = _file(report.grant.application)
    return Facts(about.territory, about.is_fictitious, {**about.values, "grant": report.grant_id})


def _amendment(amendment: Amendment) -> Facts:
    about = _file(amendment.grant.application)
    values = {**about.values, "grant": amendment.grant_id, "amount_cents": amendment.after["amount_cents"]}
    return Facts(about.territory, about.is_fictitious, values)


def _request(request: AmendmentRequest) -> Facts:
    about = _file(request.grant.application)
    return Facts(about.territory, about.is_fictitious, {**about.values, "grant": request.grant_id})


def _joining(asked: JoinRequest) -> Facts:
    values = {
        "organisation": asked.organisation.name,
        "who": asked.account.person.full_name,
        "address": asked.account.email,
    }
    return Facts(asked.organisation.territory, asked.organisation.is_fictitious, values)


def _opening(opening: Opening) -> Facts:
    values = {"title": opening.alliance.name, "file": opening.file_name}
    return Facts(opening.alliance.territory, opening.is_fictitious, values)


SUBJECTS: dict[str, tuple[Any, Callable[[Any], Facts]]] = {
    APPLICATION: (Application.objects, _file),
    GRANT: (Grant.objects, _grant),
    RECOVERY: (Recovery.objects, _recovery),
    PAYMENT: (Payment.objects, _payment),
    REPORT: (Report.objects, _report),
    AMENDMENT: (Amendment.objects, _amendment),
    REQUEST: (AmendmentRequest.objects, _request),
    JOINING: (JoinRequest.objects, _joining),
    OPENING: (Opening.objects.with_context(), _opening),
}
"""For each kind of file that speaks: where it is found (and `visible_to`), and its facts."""

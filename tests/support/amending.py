"""Amendments and requests for them, made in one line: the budget of what is typed always balances."""

from datetime import date
from typing import Any

from django.utils import timezone
from tests import factories
from tests.files import samples

from alliances.domain.calls.models import Call
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Amendment, AmendmentRequest, Grant
from alliances.domain.grants.queries import balance_of, terms_of


def balanced(terms: dict[str, Any]) -> dict[str, Any]:
    """The same terms, what is missing to their budget brought by their last other revenue."""
    *first, last = terms["revenues"] or [{"label": "Fonds de l’organisme", "amount_cents": 0}]
    brought = last["amount_cents"] + balance_of(terms).difference_cents
    return {**terms, "revenues": [*first, {**last, "amount_cents": brought}] if terms["costs"] else []}


def proposed_amendment(grant: Grant, where: factories.Side, **changes: Any) -> Amendment:
    """The terms of today but for `changes`; a later end when nothing else is said."""
    after = balanced({**terms_of(grant), **(changes or {"ends_on": "2028-03-31"})})
    return grants.propose_amendment(actor=where.manager, grant=grant, after=after, reason="Essai.")


def asked_amendment(grant: Grant, where: factories.Side, **changes: Any) -> AmendmentRequest:
    """The organisation asks for `changes`; a later end when nothing else is said."""
    after = balanced({**terms_of(grant), **(changes or {"ends_on": "2028-03-31"})})
    return grants.ask_amendment(actor=where.coordinator, grant=grant, after=after, reason="Nos mots.")


def signed_paper(
    day: date | None = None, who: str = "Camille Essai", content: bytes | None = None
) -> grants.Paper:
    """A yes on paper; today when no day is said."""
    return grants.Paper(day or timezone.localdate(), who, "papier.pdf", content or samples.pdf("papier"))


def amended_on_paper(call: Call, where: factories.Side, content: bytes) -> Amendment:
    """Signed, then amended by a paper that the region records."""
    proposed = proposed_amendment(factories.signed_grant(call, where, requested_cents=2_000), where)
    return grants.record_acceptance(
        actor=where.manager, amendment=proposed, paper=signed_paper(content=content)
    )

"""What happens to a grant of the demonstration: offered, signed, paid, reported on, amended, ended."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from alliances.domain.applications.models import Application
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import (
    Attestation,
    Awaits,
    Grant,
    Instalment,
    Payment,
    Report,
    ReportKind,
    ReportSpending,
)
from alliances.domain.grants.queries import Terms, terms_of
from alliances.domain.grants.rules import recoverable_cents, split_in_instalments
from alliances.domain.people.models import Account

if TYPE_CHECKING:
    from alliances.ops.demo.files import Troupe

# What each instalment waits for, in words, and the report that must be accepted first.
CONDITIONS = (
    ("À la signature de la convention", Awaits.NOTHING),
    ("À la réception du rapport d’étape, à mi-parcours", Awaits.INTERIM),
)
ACTIVITIES = {
    ReportKind.INTERIM: "À mi-parcours, les lieux sont ouverts et le comité des personnes s’est réuni cinq fois.",
    ReportKind.FINAL: "Le projet a fait 92 sorties dans six villages. Le comité a choisi deux arrêts de plus.",
}


def offered(
    troupe: "Troupe", file: Application, *, percents: tuple[int, ...], days_ago: int = 0, lasts: int = 45
) -> Grant:
    """The region's offer, its instalments in `percents` of the amount granted."""
    offered_on = timezone.localdate() - timedelta(days=days_ago)
    amounts = split_in_instalments(file.decision.amount_cents, percents)
    return grants.make_offer(
        actor=troupe["region"],
        decision=file.decision,
        offered_on=offered_on,
        expires_on=offered_on + timedelta(days=lasts),
        signed_for_organisation="Présidence du conseil d’administration (fictive)",
        instalments=[
            grants.Planned(cents, offered_on + timedelta(days=180 * rank), *CONDITIONS[rank])
            for rank, cents in enumerate(amounts)
        ],
    )


def signed(troupe: "Troupe", file: Application, *, percents: tuple[int, ...]) -> Grant:
    offer = offered(troupe, file, percents=percents)
    return grants.accept_offer(actor=_coordinator(troupe, offer), grant=offer)


def _coordinator(troupe: "Troupe", grant: Grant) -> Account:
    """Who writes for the organisation of this grant."""
    owner = grant.organisation_id
    return next(a for a in troupe.accounts.values() if any(r.organisation_id == owner for r in a.roles))


def request(troupe: "Troupe", instalment: Instalment, evidence: str) -> Payment:
    return grants.request_payment(
        actor=troupe["versement"],
        instalment=instalment,
        amount_cents=instalment.amount_cents,
        evidence=evidence,
        attestations=Attestation.values,
    )


def pay(troupe: "Troupe", instalment: Instalment) -> None:
    payment = request(troupe, instalment, "Vérifié au dossier (données fictives).")
    grants.approve_payment(actor=troupe["approbation"], payment=payment)
    grants.mark_paid(
        actor=troupe["versement"],
        payment=payment,
        paid_on=timezone.localdate(),
        reference=f"DEMO-{payment.pk:05d}",
    )


def _shared(spent_cents: int, lines: list[ReportSpending]) -> list[int]:
    """What the help paid of each line: each in full until nothing is left."""
    parts, left = [], spent_cents
    for line in lines:
        parts.append(min(line.planned_cents, left))
        left -= parts[-1]
    return parts


def given_back_and_closed(troupe: "Troupe", grant: Grant) -> None:
    recovery = grants.open_recovery(
        actor=troupe["region"],
        grant=grant,
        amount_cents=recoverable_cents(grant),
        reason="Deux sorties annulées : l’essence et les denrées n’ont pas été achetées.",
        due_on=timezone.localdate() + timedelta(days=30),
    )
    grants.receive_recovery(
        actor=troupe["versement"],
        recovery=recovery,
        received_on=timezone.localdate(),
        reference=f"DEMO-R-{recovery.pk:04d}",
    )
    grants.close_grant(actor=troupe["region"], grant=grant)


def report(troupe: "Troupe", grant: Grant, spent_cents: int, kind: ReportKind = ReportKind.FINAL) -> Report:
    """A report of this kind, sent by the organisation."""
    author = _coordinator(troupe, grant)
    grants.start_report(actor=author, grant=grant, kind=kind)
    lines = list(grants.planned_spending(grant))
    report = grants.save_report(
        actor=author,
        grant=grant,
        kind=kind,
        activities=ACTIVITIES[kind],
        people_reached=241 if kind == ReportKind.FINAL else 118,
        results={r.rank: grants.Achieved(r.target, "Comme prévu.") for r in grants.planned_results(grant)},
        spending={
            line.rank: grants.Spent(line.planned_cents, part)
            for line, part in zip(lines, _shared(spent_cents, lines), strict=True)
        },
    )
    return grants.send_report(actor=author, report=report)


def propose_amendments(troupe: "Troupe", longer: Grant, larger: Grant) -> None:
    """One that the organisation answers: a later end, a smaller second instalment. One that the council decides."""
    terms = terms_of(longer)
    second = terms["instalments"][1]
    later = date.fromisoformat(second["due_on"]) + timedelta(days=60)
    grants.propose_amendment(
        actor=troupe["region"],
        grant=longer,
        after={
            **_with_second(terms, amount_cents=second["amount_cents"] - 120_000, due_on=later.isoformat()),
            "ends_on": (date.fromisoformat(terms["ends_on"]) + timedelta(days=61)).isoformat(),
        },
        reason="Le local est prêté deux mois plus tard que prévu, et sans frais (exemple fictif).",
    )
    terms = terms_of(larger)
    grants.propose_amendment(
        actor=troupe["region"],
        grant=larger,
        after=_with_second(terms, amount_cents=terms["instalments"][1]["amount_cents"] + 90_000),
        reason="Vingt familles de plus attendent un panier (exemple fictif).",
    )


def ask_for_an_amendment(troupe: "Troupe", grant: Grant) -> None:
    """The organisation asks for three months more; the region has not answered yet."""
    terms = terms_of(grant)
    later = date.fromisoformat(terms["ends_on"]) + timedelta(days=92)
    grants.ask_amendment(
        actor=_coordinator(troupe, grant),
        grant=grant,
        after={**terms, "ends_on": later.isoformat()},
        reason="Les derniers baux se signent à l’été : il nous faut trois mois de plus (exemple fictif).",
    )


def _with_second(terms: Terms, **fields: Any) -> Terms:
    """The same terms with other `fields` in the second instalment; the amount follows, and the first cost with it."""
    first, second = terms["instalments"]
    parts = [first, {**second, **fields}]
    amount = sum(row["amount_cents"] for row in parts)
    cost, *others = terms["costs"]
    moved = {**cost, "amount_cents": cost["amount_cents"] + amount - terms["amount_cents"]}
    return {**terms, "instalments": parts, "amount_cents": amount, "costs": [moved, *others]}

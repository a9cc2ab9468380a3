"""The fictitious projects of the demonstration, each left at another step of the journey."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from alliances.domain.applications import actions as applications
from alliances.domain.applications.models import Application
from alliances.domain.calls.models import Call
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Attestation, Grant
from alliances.domain.people.models import Account, Organisation
from alliances.domain.review import actions as review
from alliances.domain.territories.models import Territory

# title, need, numbers of the law's goals, people with lived experience, organisations
PRIORITIES = (
    (
        "Se nourrir près de chez soi",
        "Des familles des villages n’ont ni épicerie ni dépannage alimentaire à moins de vingt minutes.",
        [2, 4],
        34,
        11,
    ),
    (
        "Se loger sans se priver du reste",
        "Des locataires consacrent plus de la moitié de leur revenu au loyer et coupent dans la nourriture.",
        [2, 3],
        21,
        8,
    ),
    (
        "Être accueilli sans préjugés",
        "Des personnes renoncent à un service parce qu’elles s’y sont senties jugées.",
        [1, 5],
        18,
        6,
    ),
)

GRID = (
    ("Le projet répond à la priorité", 3),
    ("Les personnes en situation de pauvreté y ont une vraie place", 3),
    ("Le plan est réaliste", 2),
    ("Les partenaires sont mobilisés", 1),
)


@dataclass(frozen=True)
class Troupe:
    """Everything the story needs at hand, by key."""

    accounts: dict[str, Account]
    organisations: dict[str, Organisation]
    territories: dict[str, Territory]

    def __getitem__(self, key: str) -> Account:
        return self.accounts[key]


def fill_first_call(troupe: Troupe, call: Call, *, food_bank: str, cooperative: str) -> None:
    """Six files: closed, waiting for a payment's approval, to sign, to decide, to score, and a draft."""
    bank, roof = (troupe["organisme"], food_bank), (troupe["organisme2"], cooperative)
    closed = _granted(troupe, call, bank, "Le marché roulant", 4_800_000, "2026-D-11", people=220)
    _report(troupe, _pay(troupe, _sign(troupe, closed), 4_800_000), 4_652_375)

    paying = _granted(
        troupe, call, roof, "Clés en main : garder son logement", 3_600_000, "2026-D-14", people=45
    )
    grant = _sign(troupe, paying)
    _pay(troupe, grant, 1_800_000)
    grants.request_payment(
        actor=troupe["versement"],
        grant=grant,
        amount_cents=1_800_000,
        purpose="Second versement",
        attestations=Attestation.values,
    )
    _granted(troupe, call, bank, "Cuisines de quartier", 2_250_000, "2026-D-19", people=90)

    waiting = _scored(troupe, call, roof, "La parole d’abord", 1_975_000, people=60)
    review.recommend(
        actor=troupe["region"],
        application=waiting,
        is_favourable=True,
        amount_cents=1_800_000,
        reasons="Projet porté par des personnes concernées. Le comité retire les frais de déplacement déjà couverts.",
    )
    _sent(troupe, call, bank, "Jardins partagés du canton", 1_240_000, people=75)
    _draft(troupe, call, bank, "Dépannage du samedi", 980_000, people=120)


def fill_second_call(troupe: Troupe, call: Call, *, organisation: str) -> None:
    """One sent file and one draft in the other region, so that perimeters have something to hide."""
    plain = (troupe["organisme14"], organisation)
    _sent(troupe, call, plain, "Transport solidaire de la Plaine", 2_100_000, people=140)
    _draft(troupe, call, plain, "Café-rencontre", 600_000, people=50)


def _draft(
    troupe: Troupe, call: Call, author: tuple[Account, str], title: str, cents: int, *, people: int
) -> Application:
    coordinator, organisation = author
    draft = applications.start(actor=coordinator, call=call, organisation=troupe.organisations[organisation])
    return applications.save_draft(
        actor=coordinator,
        application=draft,
        version=draft.version,
        answers=_answers(call, title, cents, people),
    )


def _answers(call: Call, title: str, cents: int, people: int) -> dict[str, Any]:
    priorities = list(call.priorities.order_by("rank"))
    return {
        "title": title,
        "priority": priorities[len(title) % len(priorities)],
        "need": "Le plan local le dit, et les personnes rencontrées le confirment : l’aide est loin et les horaires, "
        "mal adaptés.",
        "activities": "Trois points de service par semaine, une coordination à temps partiel, des bénévoles formés.",
        "participation": "Un comité de huit personnes concernées choisit les lieux, les heures et l’accueil.",
        "people_expected": people,
        "total_cost_cents": cents * 5 // 4,
        "requested_cents": cents,
        "starts_on": date(2027, 1, 11),
        "ends_on": date(2028, 1, 14),
    }


def _sent(
    troupe: Troupe, call: Call, author: tuple[Account, str], title: str, cents: int, *, people: int
) -> Application:
    draft = _draft(troupe, call, author, title, cents, people=people)
    return applications.send(actor=author[0], application=draft)


def _scored(
    troupe: Troupe, call: Call, author: tuple[Account, str], title: str, cents: int, *, people: int
) -> Application:
    sent = _sent(troupe, call, author, title, cents, people=people)
    for member, generosity in (("comite", 4), ("comite2", 3)):
        reading = review.declare_interests(actor=troupe[member], application=sent, has_conflict=False)
        points = {c: min(c.maximum, generosity + c.rank % 2) for c in call.criteria.all()}
        review.submit_scores(
            actor=troupe[member], review=reading, points=points, comment="Lecture de démonstration."
        )
    return sent


def _granted(
    troupe: Troupe,
    call: Call,
    author: tuple[Account, str],
    title: str,
    cents: int,
    number: str,
    *,
    people: int,
) -> Application:
    file = _scored(troupe, call, author, title, cents, people=people)
    review.recommend(
        actor=troupe["region"],
        application=file,
        is_favourable=True,
        amount_cents=cents,
        reasons="Répond à la priorité, avec les personnes concernées.",
    )
    review.record_resolution(
        actor=troupe["greffe"],
        call=call,
        body_name="Table des élus de démonstration (fictive)",
        number=number,
        adopted_on=timezone.localdate(),
        verdicts=[review.Verdicts(file, cents)],
    )
    file.refresh_from_db()
    return file


def _sign(troupe: Troupe, file: Application) -> Grant:
    return grants.sign(
        actor=troupe["region"],
        decision=file.decision,
        signed_on=timezone.localdate(),
        signed_for_organisation="Présidence du conseil d’administration (fictive)",
    )


def _pay(troupe: Troupe, grant: Grant, cents: int) -> Grant:
    payment = grants.request_payment(
        actor=troupe["versement"],
        grant=grant,
        amount_cents=cents,
        purpose="Premier versement",
        attestations=Attestation.values,
    )
    grants.approve_payment(actor=troupe["approbation"], payment=payment)
    grants.mark_paid(
        actor=troupe["versement"],
        payment=payment,
        paid_on=timezone.localdate(),
        reference=f"DEMO-{payment.pk:05d}",
    )
    return grant


def _report(troupe: Troupe, grant: Grant, spent_cents: int) -> None:
    organisation = grant.organisation
    author = next(
        a for a in troupe.accounts.values() if any(r.organisation_id == organisation.pk for r in a.roles)
    )
    report = grants.save_report(
        actor=author,
        grant=grant,
        activities="Le marché a fait 92 sorties dans six villages. Le comité a choisi deux arrêts de plus.",
        people_reached=241,
        spent_cents=spent_cents,
    )
    grants.send_report(actor=author, report=report)
    grants.accept_report(actor=troupe["region"], report=report)

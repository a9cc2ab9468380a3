"""The fictitious projects of the demonstration, each left at another step of the journey."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from alliances.domain.applications import actions as applications
from alliances.domain.applications.actions import LineTyped, ResultTyped
from alliances.domain.applications.attachments import attach
from alliances.domain.applications.models import (
    Application,
    AttachmentKind,
    BudgetCategory,
    BudgetSide,
    SourceKind,
)
from alliances.domain.bodies.models import BodyKind
from alliances.domain.calls.models import Call
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import ReportKind
from alliances.domain.participation.models import Stage
from alliances.domain.people.models import Account, Organisation
from alliances.domain.review import actions as review
from alliances.domain.territories.models import Territory
from alliances.ops.demo import papers
from alliances.ops.demo.agreements import (
    ask_for_an_amendment,
    given_back_and_closed,
    offered,
    pay,
    propose_amendments,
    report,
    request,
    signed,
)
from alliances.ops.demo.bodies import LAST_SEASON, sitting_for
from alliances.ops.demo.clock import earlier

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

# stage, method, day, people with lived experience, organisations: an unknown number stays unknown
OCCASIONS = (
    (Stage.NEEDS, "Cafés-rencontres dans quatre villages", date(2025, 2, 11), 16, 5),
    (Stage.CHOICE, "Journée de choix, repas et garderie fournis", date(2025, 3, 26), 12, 6),
    (Stage.REVIEW, "Relecture à voix haute du projet de plan", date(2025, 5, 6), 7, None),
)
EQUITY = {
    "equity_gender": "Les femmes seules avec enfants demandent plus souvent de l’aide (exemple fictif). "
    "Les rencontres ont une garderie.",
    "equity_territory": "Le sud du territoire n’a pas de transport collectif. Une rencontre sur deux s’y tient.",
    "equity_groups": "Les personnes qui lisent peu et celles qui arrivent. Tout se dit aussi de vive voix.",
}

GRID = (
    ("Le projet répond à la priorité", 3),
    ("Les personnes en situation de pauvreté y ont une vraie place", 3),
    ("Le plan est réaliste", 2),
    ("Les partenaires sont mobilisés", 1),
)


# The answers of the fictitious organisations to the standard form, by section and question.
ANSWERS = {
    "besoin": {
        "need": "Le plan local le dit, et les personnes rencontrées le confirment : l’aide est loin et les horaires, "
        "mal adaptés.",
    },
    "activites": {
        "activities": "Trois points de service par semaine, une coordination à temps partiel, des bénévoles formés.",
        "calendar": "Janvier : ouverture des lieux.\nMars : formation des bénévoles.\nJuin : premier bilan avec les "
        "personnes.",
        "team": "Une coordonnatrice à trois jours par semaine et douze bénévoles.",
    },
    "personnes": {
        "audience": "Des personnes seules et des familles qui vivent loin des services.",
        "participation": "Un comité de huit personnes concernées choisit les lieux, les heures et l’accueil.",
        "participation_support": "transport\nchildcare\nallowance",
    },
    "partenaires": {
        "partners": "La municipalité (fictive) prête un local. Le centre d’action bénévole (fictif) forme.",
        "concertation": "yes",
        "concertation_which": "Table de développement social (fictive)",
    },
    "suite": {
        "continuity": "Les bénévoles formés et les lieux restent. Le transport gratuit s’arrêtera.",
        "renewal": "new",
    },
    "equite": {
        "equity_gender": "Les mères seules sont plus nombreuses : la garde est offerte à chaque rencontre.",
        "equity_territory": "Deux villages n’ont aucun transport : nous y allons chaque semaine.",
        "equity_groups": "Les personnes âgées isolées : les bénévoles les appellent avant chaque passage.",
    },
}


READING_TIME = timedelta(days=12)


@dataclass(frozen=True)
class Troupe:
    """Everything the story needs at hand, by key."""

    accounts: dict[str, Account]
    organisations: dict[str, Organisation]
    territories: dict[str, Territory]

    def __getitem__(self, key: str) -> Account:
        return self.accounts[key]


def fill_first_call(troupe: Troupe, call: Call, *, food_bank: str, cooperative: str) -> None:
    """Six files: closed, waiting for a payment's approval, to offer, to decide, to score, and an unfinished draft."""
    bank, roof = (troupe["organisme"], food_bank), (troupe["organisme2"], cooperative)
    closed = _granted(troupe, call, bank, "Le marché roulant", 4_800_000, "2026-D-11", people=220)
    grant = signed(troupe, closed, percents=(60, 40))
    first, second = grant.instalments.order_by("rank")
    pay(troupe, first)
    grants.accept_report(actor=troupe["region"], report=report(troupe, grant, 2_310_000, ReportKind.INTERIM))
    pay(troupe, second)
    grants.accept_report(actor=troupe["region"], report=report(troupe, grant, 4_652_375))
    given_back_and_closed(troupe, grant)

    paying = _granted(
        troupe, call, roof, "Clés en main : garder son logement", 3_600_000, "2026-D-14", people=45
    )
    housing = signed(troupe, paying, percents=(50, 50))
    first, second = housing.instalments.order_by("rank")
    pay(troupe, first)
    grants.accept_report(
        actor=troupe["region"], report=report(troupe, housing, 1_640_000, ReportKind.INTERIM)
    )
    request(troupe, second, "Le rapport d’étape est accepté : vingt locataires accompagnés.")
    ask_for_an_amendment(troupe, housing)
    _granted(troupe, call, bank, "Cuisines de quartier", 2_250_000, "2026-D-19", people=90)

    waiting = _scored(troupe, call, roof, "La parole d’abord", 1_975_000, people=60)
    _advise(
        troupe,
        waiting,
        1_800_000,
        "Projet porté par des personnes concernées. Le comité retire les frais de déplacement déjà couverts.",
    )
    _sent(troupe, call, bank, "Jardins partagés du canton", 1_240_000, people=75)
    _unfinished(troupe, _draft(troupe, call, bank, "Dépannage du samedi", 980_000, people=120))


def fill_offers(troupe: Troupe, call: Call, *, food_bank: str, cooperative: str) -> None:
    """Two offers: one that awaits the organisation's answer, one that lapsed and gave its money back."""
    bank, roof = (troupe["organisme"], food_bank), (troupe["organisme2"], cooperative)
    late = _granted(
        troupe, call, roof, "Navette des rangs", 1_500_000, "2026-D-23", people=80, ago=LAST_SEASON
    )
    lapsed = offered(troupe, late, percents=(60, 40), days_ago=70, lasts=45)
    grants.record_lapse(actor=troupe["region"], grant=lapsed)
    open_offer = _granted(troupe, call, bank, "Halte du midi", 1_320_000, "2026-D-24", people=65)
    offered(troupe, open_offer, percents=(60, 40))


def fill_running_grants(troupe: Troupe, call: Call, *, food_bank: str, cooperative: str) -> None:
    """Two agreements under way, paid once: their second instalments await an interim report, and an amendment each."""
    bank, roof = (troupe["organisme"], food_bank), (troupe["organisme2"], cooperative)
    baskets = _granted(troupe, call, bank, "Paniers du jeudi", 1_160_000, "2026-D-26", people=70)
    tools = _granted(troupe, call, roof, "Atelier des outils partagés", 940_000, "2026-D-27", people=35)
    larger, longer = signed(troupe, baskets, percents=(60, 40)), signed(troupe, tools, percents=(50, 50))
    for grant in (larger, longer):
        pay(troupe, grant.instalments.earliest("rank"))
    propose_amendments(troupe, longer, larger)


def leave_an_offer_unanswered(troupe: Troupe, call: Call, *, cooperative: str) -> None:
    """Its last day was four days ago: the region may say so, before the product does so by itself."""
    author = (troupe["organisme2"], cooperative)
    late = _granted(troupe, call, author, "Lecture au parc", 640_000, "2026-D-28", people=40, ago=LAST_SEASON)
    offered(troupe, late, percents=(60, 40), days_ago=49, lasts=45)


def fill_second_call(troupe: Troupe, call: Call, *, organisation: str) -> None:
    """One sent file and one draft in the other region, so that perimeters have something to hide."""
    plain = (troupe["organisme14"], organisation)
    _sent(troupe, call, plain, "Transport solidaire de la Plaine", 2_100_000, people=140)
    _draft(troupe, call, plain, "Café-rencontre", 600_000, people=50)


def ask_corrections(troupe: Troupe, *calls: Call, food_bank: str, north: str) -> None:
    """In each region one file that the region sent back, so that the organisation has something to correct."""
    authors = ((troupe["organisme"], food_bank), (troupe["organisme14"], north))
    names = (("region", "Popote du quai"), ("region14", "Ateliers du mercredi"))
    for call, author, (manager, title) in zip(calls, authors, names, strict=True):
        sent = _sent(troupe, call, author, title, 720_000, people=60)
        applications.ask_correction(
            actor=troupe[manager],
            application=sent,
            pages=["besoin", "budget"],
            reason="Dites dans quels villages le besoin est vécu. Précisez aussi le prix des denrées.",
        )


def _draft(
    troupe: Troupe, call: Call, author: tuple[Account, str], title: str, cents: int, *, people: int
) -> Application:
    coordinator, organisation = author
    draft = applications.start(actor=coordinator, call=call, organisation=troupe.organisations[organisation])
    writing: dict[str, Any] = {"actor": coordinator, "application": draft}
    saved = applications.save_draft(
        **writing, version=draft.version, answers=_answers(call, title, cents, people)
    )
    for page, typed in ANSWERS.items():
        saved = applications.save_answers(**writing, version=saved.version, page=page, typed=typed)
    saved = applications.save_results(**writing, version=saved.version, results=_results(people))
    saved = applications.save_budget(**writing, version=saved.version, lines=_budget(cents))
    for kind, name in PAPERS:
        attach(**writing, name=f"{name} (fictif).pdf", content=papers.one_page(name), kind=kind)
    saved.refresh_from_db()
    return saved


def _unfinished(troupe: Troupe, draft: Application) -> None:
    """Without an end, and without its calendar: what is missing can be seen, then filled in."""
    writing: dict[str, Any] = {"actor": troupe["organisme"], "application": draft}
    saved = applications.save_draft(**writing, version=draft.version, answers={"ends_on": None})
    applications.save_answers(**writing, version=saved.version, page="activites", typed={"calendar": ""})


PAPERS = (
    (AttachmentKind.LETTERS_PATENT, "Lettres patentes"),
    (AttachmentKind.SUPPORT_LETTER, "Lettre d’appui"),
)


def _results(people: int) -> list[ResultTyped]:
    return [
        ResultTyped(label="Personnes rejointes dans l’année", target=people, unit="personnes"),
        ResultTyped(label="Rencontres du comité des personnes concernées", target=10, unit="rencontres"),
    ]


def _budget(cents: int) -> list[LineTyped]:
    """Costs of five quarters of what is asked; a partner brings the rest."""
    whole = cents * 5 // 4
    staff, taking_part = whole * 6 // 10, whole // 10
    cost, revenue = BudgetSide.COST, BudgetSide.REVENUE
    return [
        LineTyped(cost, BudgetCategory.STAFF, "Coordination à temps partiel", staff),
        LineTyped(cost, BudgetCategory.PARTICIPATION, "Transport et garde d’enfants", taking_part),
        LineTyped(cost, BudgetCategory.MATERIAL, "Denrées et matériel", whole - staff - taking_part),
        LineTyped(revenue, BudgetCategory.REQUESTED, amount_cents=cents, is_requested=True),
        LineTyped(
            revenue, BudgetCategory.MUNICIPAL, "Prêt d’un local par la municipalité (fictive)", whole - cents,
            source_kind=SourceKind.IN_KIND, is_confirmed=True,
        ),
    ]  # fmt: skip


def _answers(call: Call, title: str, cents: int, people: int) -> dict[str, Any]:
    priorities = list(call.priorities.order_by("rank"))
    return {
        "title": title,
        "priority": priorities[len(title) % len(priorities)],
        "people_expected": people,
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
    ago: timedelta = timedelta(),
) -> Application:
    """Sent and scored in time for the sittings of `ago`, where it was recommended and decided."""
    with earlier(ago + READING_TIME if ago else ago):
        file = _scored(troupe, call, author, title, cents, people=people)
    with earlier(ago):
        _advise(troupe, file, cents, "Répond à la priorité, avec les personnes concernées.")
        review.record_resolution(
            actor=troupe["greffe"],
            call=call,
            sitting=sitting_for(call.territory, BodyKind.ELECTED_COUNCIL),
            number=number,
            verdicts=[review.Verdicts(file, cents)],
        )
    file.refresh_from_db()
    return file


def _advise(troupe: Troupe, file: Application, cents: int, reasons: str) -> None:
    """The committee's favourable recommendation, after those it has already made."""
    rank = file.call.recommendations.filter(is_favourable=True).count() + 1
    review.recommend_list(
        actor=troupe["region"],
        call=file.call,
        sitting=sitting_for(file.call.territory, BodyKind.ANALYSIS_COMMITTEE),
        advices=[review.Advice(file, True, cents, rank, reasons)],
    )

"""One grant's chain told in four chapters, a sentence for each station, and the money that narrows on its way."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.chain.queries import Chain, Kind, Step
from alliances.ui.charts import MONEY, Bar, BarChart

SENTENCES: dict[Kind, Any] = {
    Kind.ARTICLE: gettext_lazy("La loi demande que les personnes en situation de pauvreté participent."),
    Kind.GOAL: gettext_lazy("Le projet sert ces buts de la loi, par la priorité à laquelle il répond."),
    Kind.PLAN: gettext_lazy("Le gouvernement dit ce qu’il fera pour atteindre les buts."),
    Kind.MEASURE: gettext_lazy("Cette mesure du plan finance les Alliances."),
    Kind.FUND: gettext_lazy("L’argent sort de ce fonds, qui a ses propres livres."),
    Kind.ENVELOPE: gettext_lazy("Une somme est réservée au territoire, de la plus grande à la plus petite."),
    Kind.ALLOCATION: gettext_lazy("Une règle de calcul a partagé la somme. Deux personnes ont signé."),
    Kind.ALLIANCE: gettext_lazy("Un organisme de la région gère la somme et en répond."),
    Kind.TERRITORY: gettext_lazy("Le projet se passe ici."),
    Kind.LOCAL_PLAN: gettext_lazy("Une instance du territoire a adopté ce plan."),
    Kind.PRIORITY: gettext_lazy("Des personnes et des organismes ont choisi de commencer par là."),
    Kind.CALL: gettext_lazy("Les organismes ont été invités à proposer des projets."),
    Kind.APPLICATION: gettext_lazy("L’organisme a envoyé sa demande."),
    Kind.SCORES: gettext_lazy(
        "Chaque membre a déclaré ses intérêts, puis a noté selon la grille de l’appel."
    ),
    Kind.RECOMMENDATION: gettext_lazy("Réuni en séance, le comité a donné son avis."),
    Kind.RESOLUTION: gettext_lazy("Une instance élue a décidé. L’argent est réservé."),
    Kind.OFFER: gettext_lazy("La région a offert une convention : un montant, des tranches, des conditions."),
    Kind.GRANT: gettext_lazy("L’organisme a accepté. La convention est signée, l’argent est engagé."),
    Kind.PAYMENT: gettext_lazy("Une personne a demandé le versement, une autre l’a approuvé."),
    Kind.REPORT: gettext_lazy("L’organisme a rendu compte. Les dépenses sont justifiées."),
    Kind.RECOVERY: gettext_lazy("Ce qui n’a pas été dépensé est revenu à l’enveloppe."),
}
CHAPTERS: tuple[tuple[Any, bool, tuple[Kind, ...]], ...] = (
    (gettext_lazy("La loi et le plan"), True, (Kind.ARTICLE, Kind.GOAL, Kind.PLAN, Kind.MEASURE)),
    (gettext_lazy("L’argent arrive"), False, (Kind.FUND, Kind.ENVELOPE, Kind.ALLOCATION, Kind.ALLIANCE)),
    (
        gettext_lazy("Le territoire choisit"),
        False,
        (Kind.TERRITORY, Kind.LOCAL_PLAN, Kind.PRIORITY, Kind.CALL),
    ),
    (
        gettext_lazy("Le projet se réalise"),
        False,
        (
            Kind.APPLICATION,
            Kind.SCORES,
            Kind.RECOMMENDATION,
            Kind.RESOLUTION,
            Kind.OFFER,
            Kind.GRANT,
            Kind.PAYMENT,
            Kind.REPORT,
            Kind.RECOVERY,
        ),
    ),
)


@dataclass(frozen=True)
class Told:
    """A station with its number in the walk and its sentence."""

    number: int
    step: Step
    sentence: str


@dataclass(frozen=True)
class Chapter:
    """`is_fact`: published facts, with their source; otherwise entries of the ledger's world."""

    title: str
    is_fact: bool
    told: list[Told]


def chapters_of(chain: Chain) -> list[Chapter]:
    """Every station, also those not reached yet; but money coming back is no step to wait for."""
    told = [step for step in chain.steps if step.kind != Kind.RECOVERY or not step.is_empty]
    steps = {step.kind: step for step in told}
    numbers = {step.kind: number for number, step in enumerate(told, start=1)}
    return [
        Chapter(
            str(title),
            is_fact,
            [Told(numbers[kind], steps[kind], str(SENTENCES[kind])) for kind in kinds if kind in steps],
        )
        for title, is_fact, kinds in CHAPTERS
    ]


def narrowing(chain: Chain) -> BarChart:
    """How much stands at each station, from the region's envelope to the last receipt, in cents."""
    steps = {step.kind: step.links for step in chain.steps}
    columns = chain.columns
    rows = [
        *((link.detail, link.amount_cents) for link in steps[Kind.ENVELOPE]),
        (_("Budget de l’appel"), steps[Kind.CALL][0].amount_cents),
        (_("Aide accordée"), chain.grant.amount_cents),
        (_("Versé"), chain.paid_out_cents),
        (_("Justifié"), columns.justified_cents),
    ]
    return BarChart(
        title=_("De l’enveloppe au dernier reçu"),
        description=_("Chaque barre est une partie de celle du dessus."),
        value_label=_("Montant"),
        bars=[Bar(label, cents) for label, cents in rows if cents is not None],
        writing=MONEY,
        name="narrowing",
    )

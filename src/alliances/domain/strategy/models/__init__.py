"""The strategy: the law, its goals and axes, the plans and their measures, published amounts, obligations.

Everything here is a fact read in a source, or the dated word of a body (`voices`). Nothing here is money of the ledger.
"""

from alliances.domain.strategy.models.law import (
    Goal,
    InForce,
    Law,
    LawArticle,
    LegalAxis,
    Reading,
    Wording,
)
from alliances.domain.strategy.models.money import AmountKind, PublishedAmount, PublishedMandataire
from alliances.domain.strategy.models.obligations import KnownDocument, Obligation, Rhythm
from alliances.domain.strategy.models.plans import (
    AxisLevel,
    Measure,
    MeasureAnchor,
    MeasureKind,
    MeasurePlace,
    Plan,
    PlanAxis,
    PlanStatus,
    ResponsibleBody,
    Target,
    TitleStatus,
)
from alliances.domain.strategy.models.voices import (
    LONGEST_SENTENCE,
    Opinion,
    OpinionAnswer,
    OpinionState,
    ProgressNote,
    Publication,
    PublicationKind,
    Spokesperson,
)

__all__ = [
    "LONGEST_SENTENCE",
    "AmountKind",
    "AxisLevel",
    "Goal",
    "InForce",
    "KnownDocument",
    "Law",
    "LawArticle",
    "LegalAxis",
    "Measure",
    "MeasureAnchor",
    "MeasureKind",
    "MeasurePlace",
    "Obligation",
    "Opinion",
    "OpinionAnswer",
    "OpinionState",
    "Plan",
    "PlanAxis",
    "PlanStatus",
    "ProgressNote",
    "Publication",
    "PublicationKind",
    "PublishedAmount",
    "PublishedMandataire",
    "Reading",
    "ResponsibleBody",
    "Rhythm",
    "Spokesperson",
    "Target",
    "TitleStatus",
    "Wording",
]

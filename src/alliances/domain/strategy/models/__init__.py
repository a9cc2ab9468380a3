"""The strategy: the law, its goals and axes, the plans and their measures, published amounts, obligations.

Everything here is a fact read in a source. Nothing here is money of the ledger.
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

__all__ = [
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
    "Plan",
    "PlanAxis",
    "PlanStatus",
    "PublishedAmount",
    "PublishedMandataire",
    "Reading",
    "ResponsibleBody",
    "Rhythm",
    "Target",
    "TitleStatus",
    "Wording",
]

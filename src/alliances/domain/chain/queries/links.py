"""One thing of the journey, ready to be linked to: what it is called, when, how much, and whether it is fiction."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """The stations of the journey, in its order."""

    ARTICLE = "article", _("Article de la loi")
    GOAL = "goal", _("But de la loi")
    PLAN = "plan", _("Plan d’action")
    MEASURE = "measure", _("Mesure")
    FUND = "fund", _("Fonds")
    ENVELOPE = "envelope", _("Enveloppe")
    ALLOCATION = "allocation", _("Répartition")
    ALLIANCE = "alliance", _("Alliance")
    TERRITORY = "territory", _("Territoire")
    LOCAL_PLAN = "local_plan", _("Plan local")
    PRIORITY = "priority", _("Priorité")
    CALL = "call", _("Appel de projets")
    APPLICATION = "application", _("Demande")
    SCORES = "scores", _("Lecture du comité")
    RECOMMENDATION = "recommendation", _("Recommandation du comité")
    RESOLUTION = "resolution", _("Résolution")
    OFFER = "offer", _("Offre de convention")
    GRANT = "grant", _("Aide financière")
    PAYMENT = "payment", _("Versement")
    REPORT = "report", _("Reddition de comptes")
    RECOVERY = "recovery", _("Recouvrement")
    ORGANISATION = "organisation", _("Organisme")


# The page of each kind of thing. Published facts go by their public code; the stations that are missing here are told
# on the page of the grant they belong to.
FACT_PAGES: dict[Kind, str] = {
    kind: kind.value for kind in (Kind.ARTICLE, Kind.GOAL, Kind.PLAN, Kind.MEASURE, Kind.TERRITORY)
}
PAGES: dict[Kind, str] = FACT_PAGES | {
    kind: f"{kind.value}_page"
    for kind in (
        Kind.ENVELOPE,
        Kind.ALLOCATION,
        Kind.ALLIANCE,
        Kind.LOCAL_PLAN,
        Kind.PRIORITY,
        Kind.CALL,
        Kind.GRANT,
        Kind.PAYMENT,
        Kind.ORGANISATION,
    )
}


@dataclass(frozen=True)
class Link:
    """`amount_cents` is what this step put in motion, None when it moves no money; `code` is the stable public code
    of a published fact (article, goal, plan, measure, territory); `detail` says a little more than the label.
    """

    kind: Kind
    label: str
    pk: int
    date: datetime.date | None = None
    amount_cents: int | None = None
    is_fictitious: bool = False
    code: str = ""
    detail: str = ""

    @property
    def url_name(self) -> str:
        """The name of the page's address; empty when the thing has no page of its own."""
        return PAGES.get(self.kind, "")


def in_language(row: Any, field: str) -> str:
    """The text of `field` in the language of the page: `field_en` in English when somebody wrote it."""
    if (get_language() or "").startswith("en"):
        return getattr(row, f"{field}_en", "") or getattr(row, field)
    return str(getattr(row, field))


def wording_in_language(goal: Any) -> str:
    """The words of a goal: those of the law, which we know in French, or in English what they mean in ours."""
    english = (get_language() or "").startswith("en")
    return goal.gloss_en if english and goal.gloss_en else goal.wording


def day_of(instant: datetime.datetime | None) -> datetime.date | None:
    """The date in Québec of an instant."""
    return timezone.localdate(instant) if instant else None

"""The committee's opinions, drafts first."""

from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alliances.domain.strategy.models import Opinion, OpinionState
from alliances.domain.strategy.queries import subject_of
from alliances.ui.badges import Badge
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table

TONES = {OpinionState.DRAFT: "waiting", OpinionState.PUBLISHED: "success"}


def badge_of(opinion: Opinion) -> Badge:
    return Badge(opinion.get_state_display(), TONES[OpinionState(opinion.state)])


class OpinionTable(Table):
    caption = _("Avis")
    search: ClassVar = ("title",)
    order = "-created_at"
    fictitious = "is_fictitious"
    columns: ClassVar = (
        Column(
            "title", _("Titre"), sortable=True, href=lambda row: reverse("advisory_opinion", args=[row.pk])
        ),
        Column("state", _("État"), kind=Kind.BADGE, value=badge_of, sortable=True),
        Column("subject", _("Porte sur"), value=subject_of),
        Column("created_at", _("Commencé le"), kind=Kind.DAY, sortable=True),
        Column("published_on", _("Publié le"), kind=Kind.DAY, sortable=True, hole=_("pas encore")),
        Column(
            "reply_expected_by", _("Réponse attendue"), kind=Kind.DAY, sortable=True, hole=_("non demandée")
        ),
        Column(
            "answered",
            _("Réponse"),
            value=lambda row: _now("oui") if row.answers.all() else None,
            hole=_("pas encore"),
        ),
    )
    filters: ClassVar = (ChoiceFilter("etat", _("État"), OpinionState.choices, field="state"),)

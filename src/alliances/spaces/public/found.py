"""What the search finds among the facts: territories, measures, articles, goals."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.domain.common.text import sort_key
from alliances.domain.strategy import queries
from alliances.domain.strategy.models import TitleStatus
from alliances.domain.territories.models import Level, Territory
from alliances.domain.territories.queries import with_region
from alliances.spaces.public.registry import Found, Group
from alliances.spaces.public.templatetags.facts import said
from alliances.ui import formats

SHOWN = 12


def _contains(text: str, words: str) -> bool:
    return words in sort_key(text).partition("\t")[0]


def _group(title: str, found: list[Found]) -> Group:
    return Group(title, found[:SHOWN], max(0, len(found) - SHOWN))


def _places(title: str, rows: QuerySet[Territory], words: str) -> Group:
    """Names that begin with the words first, then those that contain them; two queries."""
    matching = rows.filter(sort_key__contains=words)
    chosen = list(with_region(matching).order_by("sort_key", "pk"))
    chosen.sort(key=lambda place: not place.sort_key.startswith(words))
    found = [
        Found(place.name, reverse("territory", args=[place.code]), _place_detail(place)) for place in chosen
    ]
    return _group(title, found)


def _place_detail(place: Territory) -> str:
    level = place.kind if place.level == Level.MUNICIPALITY else place.get_level_display()
    region = place.region_name  # type: ignore[attr-defined]
    return f"{level} – {region}" if region and region != place.name else str(level)


def territories(words: str) -> Group:
    return _places(_("Territoires"), Territory.objects.exclude(level=Level.MUNICIPALITY), words)


def municipalities(words: str) -> Group:
    return _places(_("Municipalités"), Territory.objects.filter(level=Level.MUNICIPALITY), words)


def measures(words: str) -> Group:
    found = [
        Found(
            f"{_('Mesure')} {row.number} – {row.title}" if row.number else row.title,
            reverse("measure", args=[row.code]),
            f"{row.plan.short_name} {row.plan.period}, {_origin(row.title_status)}",
        )
        for row in queries.measures_with_plan()
        if _contains(f"{row.number} {row.title} {row.title_en} {row.plan.short_name}", words)
    ]
    return _group(_("Mesures"), found)


def _origin(title_status: str) -> str:
    return str(TitleStatus(title_status).label).lower()


def articles(words: str) -> Group:
    found = [
        Found(
            _("Article %(number)s") % {"number": row.number},
            reverse("article", args=[row.number]),
            said(row, "subject") or said(row, "chapter"),
        )
        for row in queries.articles()
        if _contains(
            f"article {row.number} {row.subject} {row.paraphrase} {row.subject_en} {row.paraphrase_en}", words
        )
    ]
    return _group(_("Articles de la loi"), found)


def goals(words: str) -> Group:
    found = [
        Found(
            _("But %(number)s – %(name)s") % {"number": row.number, "name": said(row, "short")},
            reverse("goal", args=[row.number]),
            row.gloss_en if formats.is_english() else row.wording,
        )
        for row in queries.goals()
        if _contains(f"but {row.number} {row.wording} {row.short_en} {row.gloss_en}", words)
    ]
    return _group(_("Buts de la loi"), found)


def publications(words: str) -> Group:
    found = [
        Found(said(row, "title"), row.link, said(row, "author"))
        for row in queries.publications()
        if _contains(f"{row.title} {row.title_en} {row.author}", words)
    ]
    return _group(_("Publications"), found)


def opinions(words: str) -> Group:
    found = [
        Found(
            row.title,
            reverse("opinion", args=[row.pk]),
            f"{queries.subject_of(row)} – {_('données fictives')}"
            if row.is_fictitious
            else queries.subject_of(row),
        )
        for row in queries.opinions_on()
        if _contains(f"{row.title} {row.text}", words)
    ]
    return _group(_("Avis du comité consultatif"), found)

"""The lists of a committee member."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.review.models import Review
from alliances.spaces.committee.queries import weighted
from alliances.spaces.committee.states import state_of
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _url(row: Application) -> str:
    return reverse("committee_application", args=[row.pk])


def _mine(row: Application) -> Review | None:
    found: list[Review] = row.mine  # type: ignore[attr-defined]
    return found[0] if found else None


class FileTable(Table):
    """No order and no count comes from the scores of others."""

    caption = _("Demandes à noter")
    search = ("title", "number", "organisation.sort_key", "call.title")
    order = "sent_at"
    fictitious = "is_fictitious"
    columns = (
        Column("title", _("Projet"), value=str, href=_url, field="title", sortable=True),
        Column("mine", _("Ma lecture"), kind=Kind.BADGE, value=lambda a: state_of(a, _mine(a)).badge_for()),
        Column("call", _("Appel"), value=lambda a: a.call.title, field="call__title", sortable=True),
        Column(
            "organisation",
            _("Organisme"),
            value=lambda a: a.organisation.name,
            field="organisation__sort_key",
            sortable=True,
        ),
        Column("requested_cents", _("Montant demandé"), kind=Kind.MONEY, sortable=True),
        Column("sent_at", _("Reçue le"), kind=Kind.DAY, sortable=True),
    )
    filters = (
        ChoiceFilter(
            "etape",
            _("Étape"),
            [("open", _("À noter")), ("past", _("Analyse terminée"))],
            apply=lambda rows, value: (
                rows.filter(state=ApplicationState.SENT)
                if value == "open"
                else rows.exclude(state=ApplicationState.SENT)
            ),
        ),
    )


class ScoreTable(Table):
    caption = _("Mes notes")
    search = ("application.title", "application.number")
    order = "-declared_at"
    fictitious = "application.is_fictitious"
    columns = (
        Column(
            "project",
            _("Projet"),
            value=lambda r: str(r.application),
            field="application__title",
            sortable=True,
            href=lambda r: reverse("committee_application", args=[r.application_id]),
        ),
        Column(
            "state", _("Ma lecture"), kind=Kind.BADGE, value=lambda r: state_of(r.application, r).badge_for()
        ),
        Column(
            "organisation",
            _("Organisme"),
            value=lambda r: r.application.organisation.name,
            field="application__organisation__sort_key",
            sortable=True,
        ),
        Column(
            "points",
            _("Mes points"),
            kind=Kind.NUMBER,
            value=lambda r: weighted(r.scores.all()) if r.submitted_at else None,
            hole=_("pas de notes"),
        ),
        Column("declared_at", _("Intérêts déclarés le"), kind=Kind.DAY, sortable=True),
        Column("submitted_at", _("Notes envoyées le"), kind=Kind.DAY, sortable=True, hole=_("pas de notes")),
    )

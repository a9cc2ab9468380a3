"""Reading and writing the report of a grant."""

from typing import Any

from django.utils.translation import gettext as _

from alliances.domain.grants.models import Report, ReportState
from alliances.spaces.organisation.forms import ReportForm
from alliances.ui import formats


def is_open(report: Report | None) -> bool:
    """Whether the organisation may still write."""
    return report is None or report.state in (ReportState.DRAFT, ReportState.SENT_BACK)


def stored(report: Report | None) -> dict[str, str]:
    """What is stored, as one would type it."""
    if report is None:
        return {}
    spent = report.spent_cents
    return {
        "activities": report.activities,
        "people_reached": "" if report.people_reached is None else str(report.people_reached),
        "spent_cents": "" if spent is None else formats.number(formats.in_dollars(spent), 2),
    }


def answers(form: ReportForm, before: Report | None) -> dict[str, Any]:
    """The arguments of `save_report`: what was typed, or what was stored before where it cannot be read."""
    form.full_clean()
    typed = form.cleaned_data
    return {
        "activities": typed.get("activities", before.activities if before else ""),
        "people_reached": typed.get("people_reached", before.people_reached if before else None),
        "spent_cents": typed.get("spent_cents", before.spent_cents if before else None),
    }


def not_saved(form: ReportForm) -> str:
    """Which answers stay on screen only."""
    names = ", ".join(f"« {form.fields[name].label} »" for name in form.errors)
    return _("Le reste est enregistré. Pas encore enregistré : %(names)s. Corrigez, puis enregistrez.") % {
        "names": names
    }

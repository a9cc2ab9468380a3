"""A region's home: what awaits, its files, its money territory by territory."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.calls.models import Call
from alliances.domain.envelopes.models import Component, Envelope
from alliances.domain.participation.models import LocalPlan
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.spaces.manager.perimeter import applications_for, decisions_for, grants_for, reports_for
from alliances.spaces.manager.tables import MoneyTable
from alliances.spaces.me.today import tasks_for
from alliances.spaces.ministry.queries import listed
from alliances.spaces.views import SignedRequest, signed_in


@signed_in
def home(request: SignedRequest) -> HttpResponse:
    table = MoneyTable(request, _money(request.user))
    if table.export:
        return table.response("argent-par-territoire")
    context = {"tasks": tasks_for(request.user), "files": _files(request.user), "table": table}
    return render(request, "manager/home.html", context)


def _money(account: Account):
    """The parts of the envelopes of one's territories; an envelope that is not split yet stands whole."""
    held = within_any(account.territories_for(Permission.READ_TERRITORY))
    parts = Envelope.objects.filter(held).exclude(component=Component.WHOLE, children__isnull=False)
    return listed(parts)


def _files(account: Account) -> list[tuple[str, str, int]]:
    """Each list of the space: its address, its name, how many files it holds. One query a list."""
    return [
        ("manager_alliance_list", _("Alliances"), Alliance.objects.visible_to(account).count()),
        ("manager_local_plan_list", _("Plans locaux"), LocalPlan.objects.visible_to(account).count()),
        ("manager_call_list", _("Appels"), Call.objects.visible_to(account).count()),
        ("manager_application_list", _("Demandes reçues"), applications_for(account).count()),
        (
            "manager_decision_list",
            _("Offres à préparer"),
            decisions_for(account).filter(is_granted=True, grant=None).count(),
        ),
        ("manager_grant_list", _("Aides"), grants_for(account).count()),
        ("manager_report_list", _("Redditions"), reports_for(account).count()),
    ]

"""« Suis-je admissible? »: a few questions, the rules' answers, and who to call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliances.domain.calls import eligibility
from alliances.domain.calls.eligibility import Outcome
from alliances.domain.chain.queries import public
from alliances.spaces.journey import states
from alliances.spaces.journey.addresses import page_or_nothing
from alliances.spaces.journey.forms import EligibilityForm

OTHER_CALLS = 5
TONES = {
    Outcome.MET: "success",
    Outcome.NOT_MET: "danger",
    Outcome.UNPUBLISHED: "neutral",
    Outcome.UNANSWERED: "waiting",
}


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Without an account, without a trace: the answers stand in the address of the page and nowhere else."""
    call = get_object_or_404(public.calls(), pk=pk)
    priorities = list(call.priorities.order_by("local_plan", "rank"))
    answered = bool(EligibilityForm.base_fields.keys() & request.GET.keys())
    form = EligibilityForm(
        request.GET if answered else None, territory=call.territory.name, priorities=priorities
    )
    found = []
    if answered:
        keys = frozenset(priority.pk for priority in priorities)
        found = eligibility.findings(call, form.answers(), priorities=keys)
    context = {
        "call": call,
        "form": form,
        "findings": [(finding, TONES[finding.outcome]) for finding in found],
        "conclusion": eligibility.conclusion(found) if found else None,
        "start_url": page_or_nothing("organisation_start", call.pk) if call.is_open else "",
        "holder": call.alliance.mandataire,
        "other_calls": public.calls().open_now().exclude(pk=pk).order_by("closes_at", "pk")[:OTHER_CALLS],
        "state": states.of_call(call),
        "fictitious": call.is_fictitious,
    }
    return render(request, "journey/eligibility.html", context)

"""Letters of decisions: prepared when the council decides, read over here, sent together by a person."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.notices import actions
from alliances.domain.notices.models import Notice
from alliances.spaces.views import SignedRequest, attempt, signed_in
from alliances.ui.letters import written

BATCH = 100


@signed_in
def letters(request: SignedRequest) -> HttpResponse:
    """The letters that wait, the oldest first; the button sends those that are checked."""
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("letters") if pk.isdecimal() and len(pk) < 18]
        said = _("Les lettres choisies sont parties.")
        attempt(request, said, actions.release, actor=request.user, notices=chosen)
        return redirect("manager_letters")
    waiting = Notice.objects.releasable_by(request.user)
    shown = waiting.select_related("account__person").order_by("created_at", "pk")[:BATCH]
    context = {
        "letters": [(notice, written(notice)) for notice in shown],
        "total": waiting.count(),
        "batch": BATCH,
        "fictitious": any(notice.is_fictitious for notice in shown),
    }
    return render(request, "manager/letters.html", context)

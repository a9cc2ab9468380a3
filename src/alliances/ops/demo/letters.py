"""Letters of decisions: those of signed agreements left long ago; those of offers still wait to be read over."""

from typing import TYPE_CHECKING

from alliances.domain.grants.models import Grant, GrantState
from alliances.domain.notices import actions
from alliances.domain.notices.models import Notice
from alliances.domain.notices.subjects import APPLICATION

if TYPE_CHECKING:
    from alliances.ops.demo.files import Troupe


def send_those_of_signed_agreements(troupe: "Troupe", *managers: str) -> None:
    """Each region sends its own, as its screen does."""
    answered = Grant.objects.exclude(state=GrantState.OFFERED).values("decision__application")
    for manager in managers:
        ready = Notice.objects.releasable_by(troupe[manager]).filter(
            subject_type=APPLICATION, subject_id__in=answered
        )
        if chosen := list(ready.values_list("pk", flat=True)):
            actions.release(actor=troupe[manager], notices=chosen)

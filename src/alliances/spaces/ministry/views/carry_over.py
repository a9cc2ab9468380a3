"""The rule of carry-over of an envelope, recorded with its source."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes import actions, rules
from alliances.domain.envelopes.models import Envelope
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.ministry.carry_over import CarryRuleForm, told
from alliances.spaces.views import SignedRequest, attempt, visible_or_404


@keeps_words
def rule_new(request: SignedRequest, pk: int) -> HttpResponseBase:
    rows = Envelope.objects.visible_to(request.user).with_context().select_related("measure__plan")
    envelope = visible_or_404(rows, pk=pk)
    require(rules.may_record_carry_over_rule(request.user, envelope), error=NotPermitted)
    form = CarryRuleForm(typed(request), account=request.user, envelope=envelope)
    if request.method == "POST" and form.is_valid():
        said = _("La règle de report est inscrite. Elle vaut dès maintenant; la précédente reste au dossier.")
        if attempt(request, said, actions.record_carry_over_rule, actor=request.user, **form.rule()):
            return redirect("ministry_envelope", pk)
    return render(
        request, "ministry/carry_rule_new.html", {"envelope": envelope, "form": form, **told(envelope)}
    )

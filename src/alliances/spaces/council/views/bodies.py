"""Local bodies: their list, their rules, and who sits."""

from django.db.models import Count, Max, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.bodies import actions, rules
from alliances.domain.bodies.models import Body, BodyKind, HolderStatus, Seat
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.spaces.council.keeping import BodyForm, RulesForm, SeatForm, rules_initial
from alliances.spaces.council.tables import BodyTable
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def local_bodies(request: SignedRequest):
    return Body.objects.visible_to(request.user).exclude(territory=None).select_related("territory")


@require_safe
@signed_in
def index(request: SignedRequest) -> HttpResponse:
    rows = local_bodies(request).annotate(
        seat_count=Count("seats", distinct=True),
        vacant=Count("seats", filter=Q(seats__holder_status=HolderStatus.VACANT), distinct=True),
        last_sitting=Max("sittings__held_on"),
    )
    table = BodyTable(request, rows)
    if table.export:
        return table.response("instances")
    may_create = bool(request.user.territories_for(Permission.MANAGE_ALLIANCE))
    return render(request, "council/bodies.html", {"table": table, "may_create": may_create})


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest) -> HttpResponseBase:
    if not request.user.territories_for(Permission.MANAGE_ALLIANCE):
        raise NotPermitted(_("Les instances se créent par la gestion régionale."))
    form = BodyForm(request.POST or taken_back(request), account=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        created = attempt(
            request, _("L’instance est créée. Dites maintenant qui siège."), actions.create_body,
            actor=request.user, territory=data["territory"], kind=BodyKind(data["kind"]), name=data["name"],
            mandate=data["mandate"], source=data["source"], quotas=form.quotas(),
            quorum_members=data["quorum_members"],
        )  # fmt: skip
        if created:
            return redirect("council_body", created.pk)
    return render(request, "council/body_new.html", {"form": form})


@require_safe
@signed_in
def page(request: SignedRequest, pk: int) -> HttpResponse:
    """Seats, rules and sittings. Names are for those who keep the body."""
    body = visible_or_404(local_bodies(request), pk=pk)
    may_set_up, may_keep = rules.may_set_up(request.user, body), rules.may_keep(request.user, body)
    context = {
        "body": body,
        "quotas": body.quotas.order_by("rank"),
        "seats": body.seats.select_related("person"),
        "sittings": body.sittings.order_by("-held_on", "-pk"),
        "may_set_up": may_set_up,
        "may_keep": may_keep,
        "knows_names": may_set_up or may_keep,
        "fictitious": body.is_fictitious,
    }
    return render(request, "council/body.html", context)


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def rules_of(request: SignedRequest, pk: int) -> HttpResponseBase:
    body = visible_or_404(local_bodies(request), pk=pk)
    require(rules.may_set_up(request.user, body), error=NotPermitted)
    typed = request.POST or taken_back(request)
    form = RulesForm(typed, quotas=body.quotas.all(), initial=rules_initial(body))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            request, _("Les règles de l’instance sont enregistrées."), actions.set_rules,
            actor=request.user, body=body, quotas=form.quotas(), quorum_members=data["quorum_members"],
            source=data["source"],
        )  # fmt: skip
        if done:
            return redirect("council_body", pk)
    return render(request, "council/body_rules.html", {"body": body, "form": form})


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: SignedRequest, pk: int) -> HttpResponseBase:
    """Who holds one seat."""
    seats = Seat.objects.filter(body__in=local_bodies(request)).select_related("body__territory", "person")
    found = visible_or_404(seats, pk=pk)
    require(rules.may_set_up(request.user, found.body), error=NotPermitted)
    start = {"status": found.holder_status, "person": found.person_id, "name": found.holder_name}
    form = SeatForm(request.POST or taken_back(request), seat=found, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            request, _("Le siège est enregistré."), actions.set_holder,
            actor=request.user, seat=found, status=HolderStatus(data["status"]), person=data["person"],
            name=data["name"],
        )  # fmt: skip
        if done:
            return redirect("council_body", found.body_id)
    return render(request, "council/seat.html", {"seat": found, "form": form})

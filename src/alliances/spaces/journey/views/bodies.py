"""The bodies that recommend and decide: seats, vacancies, sittings. Numbers of people, never their names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.domain.bodies import queries
from alliances.domain.bodies.models import Body
from alliances.domain.review.models import Resolution


def body_page(request: HttpRequest, pk: int) -> HttpResponse:
    local = Body.objects.exclude(territory=None)
    body = get_object_or_404(local.select_related("territory"), pk=pk)
    adopted = Resolution.objects.filter(sitting__body=body)
    context = {
        "body": body,
        "seats": queries.seats_by_category(body),
        "sittings": queries.sittings_of(body),
        "resolutions": adopted.select_related("call").order_by("-adopted_on", "-pk")[: queries.LATEST],
        "fictitious": body.is_fictitious,
    }
    return render(request, "journey/body.html", context)

"""The digests of the day, of each book and of the evidence: what anybody may note, so that a rewriting is seen."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliances.domain.chain.models import EvidenceAnchor
from alliances.domain.chain.queries import noted
from alliances.domain.ledger.models import Anchor, Book
from alliances.domain.ledger.queries import proofs
from alliances.spaces.public.tables import AnchorTable


@require_safe
def anchors(request: HttpRequest) -> HttpResponse:
    table = AnchorTable(request, Anchor.objects.select_related("book"))
    if table.export:
        return table.response("empreintes")
    books = {book.code: book for book in Book.objects.all()}
    now = [(books[head.book], head) for head in proofs.heads() if head.number]
    return render(
        request,
        "public/anchors.html",
        {"table": table, "now": now, "evidence": EvidenceAnchor.objects.first()},
    )


@require_safe
def anchors_file(request: HttpRequest) -> HttpResponse:
    """Every digest noted, as `./run verify --against` reads it."""
    rows = Anchor.objects.order_by("day", "book").values_list("book__code", "number", "digest")
    heads = [asdict(proofs.Head(*row)) for row in rows]
    evidence = [asdict(day) for day in noted.noted()]
    return JsonResponse(
        {"heads": heads, "evidence": evidence},
        headers={"Content-Disposition": 'attachment; filename="empreintes.json"'},
    )

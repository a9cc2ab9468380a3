"""The mailbox: what the product told this person, about the files that she still sees."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.notices import actions
from alliances.domain.notices.models import Notice
from alliances.domain.notices.queries import mailbox
from alliances.spaces.me.doors import door
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404
from alliances.ui.badges import Badge
from alliances.ui.letters import written
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table

READING = (("nouveaux", _("Non lus")), ("lus", _("Lus")))


def _state(notice: Notice) -> Badge:
    return Badge(_("Lu"), "neutral") if notice.read_at else Badge(_("Nouveau"), "info")


class MailboxTable(Table):
    caption = _("Messages")
    order = "-created_at"
    fictitious = "is_fictitious"
    search = ("facts.title", "facts.number", "facts.organisation")
    columns = (
        Column(
            "title",
            _("Message"),
            value=lambda notice: written(notice).title,
            href=lambda notice: reverse("mailbox_message", args=[notice.pk]),
        ),
        Column("created_at", _("Reçu le"), kind=Kind.DAY, sortable=True),
        Column("read_at", _("État"), kind=Kind.BADGE, value=_state),
    )
    filters = (
        ChoiceFilter(
            "lecture",
            _("Lecture"),
            READING,
            apply=lambda rows, value: rows.filter(read_at__isnull=value == "nouveaux"),
        ),
    )


@signed_in
def inbox(request: SignedRequest) -> HttpResponse:
    table = MailboxTable(request, mailbox(request.user))
    if table.export:
        return table.response("messages")
    return render(request, "me/mailbox.html", {"table": table})


@signed_in
def message(request: SignedRequest, pk: int) -> HttpResponse:
    """Opening a message reads it; a file that is no longer this person's takes its messages along (404)."""
    notice = visible_or_404(mailbox(request.user), pk=pk)
    actions.mark_read(notice=notice)
    context = {
        "notice": notice,
        "letter": written(notice),
        "door": door(notice),
        "fictitious": notice.is_fictitious,
    }
    return render(request, "me/message.html", context)

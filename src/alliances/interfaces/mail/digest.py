"""One e-mail for all that was told to a person lately: French, then English, with no amount and one link."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from alliances.domain.notices.models import Notice
from alliances.domain.people.models import Account
from alliances.ui.letters import written

LANGUAGES = ("fr", "en")


def digest(account: Account, notices: Sequence[Notice]) -> EmailMessage:
    """The e-mail about `notices` (one or more, oldest first). It names files; what they say stays behind the door."""
    parts = [_part(language, notices) for language in LANGUAGES]
    with translation.override(LANGUAGES[0]):
        subject = _subject(notices)
    return EmailMessage(subject=subject, body="\n\n———\n\n".join(parts), to=[account.email])


def _subject(notices: Sequence[Notice]) -> str:
    if len(notices) == 1:
        return " ".join(written(notices[0]).title.split())
    count = {"count": len(notices)}
    return translation.gettext("Alliances : %(count)s nouvelles de vos dossiers") % count


def _part(language: str, notices: Sequence[Notice]) -> str:
    with translation.override(language):
        address = f"{settings.PUBLIC_ADDRESS}{reverse('mailbox')}"
        context = {
            "titles": [written(notice).title for notice in notices],
            "address": address,
            "fictitious": any(notice.is_fictitious for notice in notices),
        }
        return render_to_string("mail/digest.txt", context).strip()

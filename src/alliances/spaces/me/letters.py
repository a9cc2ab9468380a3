"""The letter that carries the link of an invitation."""

from django.core.mail import send_mail
from django.utils.translation import gettext as _

from alliances.domain.people.models import Invitation


def send_invitation(invitation: Invitation, link: str) -> None:
    send_mail(
        _("Invitation à Alliances : %(role)s") % {"role": invitation.get_role_display()},
        _("Bonjour,\n\nVous êtes invitée ou invité à tenir ce rôle : %(role)s, %(perimeter)s.\n\n"
          "Pour accepter, ouvrez ce lien avant le %(day)s :\n%(link)s\n")
        % {"role": invitation.get_role_display(), "perimeter": invitation.perimeter,
           "day": invitation.expires_at.date().isoformat(), "link": link},
        None,
        [invitation.email],
    )  # fmt: skip

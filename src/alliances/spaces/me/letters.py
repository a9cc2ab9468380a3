"""The letter that carries the link of an invitation, and the one that says who accepted it in one's own name."""

from django.core.mail import send_mail
from django.utils.translation import gettext as _

from alliances.domain.people.models import Account, Invitation


def send_invitation(invitation: Invitation, link: str) -> None:
    send_mail(
        _("Invitation à Alliances : %(role)s") % {"role": invitation.get_role_display()},
        _("Bonjour,\n\nVous êtes invitée ou invité à tenir ce rôle : %(role)s, %(perimeter)s.\n\n"
          "Pour accepter, ouvrez ce lien avant le %(day)s :\n%(link)s\n")
        % {"role": invitation.get_role_display(), "perimeter": invitation.perimeter,
           "day": invitation.expires_at.date().isoformat(), "link": link},
        None,
        [invitation.email],
    )  # fmt: skip


def tell_other_accounts(account: Account) -> None:
    """Whoever has an account learns that another one was opened in her name: she can say that it is not hers."""
    others = account.person.accounts.filter(is_active=True).exclude(pk=account.pk)
    send_mail(
        _("Alliances : un autre compte à votre nom"),
        _("Bonjour,\n\nLe compte %(email)s vient d’être ouvert à votre nom, sur invitation. "
          "Là où il faut deux personnes, vos comptes n’en sont qu’une.\n\n"
          "Si ce n’est pas vous, écrivez à la personne qui gère votre région.\n")
        % {"email": account.email},
        None,
        [other.email for other in others],
    )  # fmt: skip

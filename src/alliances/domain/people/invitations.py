"""Inviting a person to a role: a link used once, kept as a digest, consumed by an explicit act."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.people import identity
from alliances.domain.people.models import Account, Invitation, Organisation, Person, RoleAssignment
from alliances.domain.people.roles import MAY_INVITE, Role
from alliances.domain.territories.models import Territory

VALID_FOR = timedelta(days=14)


def invitable_roles(account: Account) -> list[Role]:
    """The roles this account may give somewhere, in the order of the list of roles."""
    given = frozenset().union(*(MAY_INVITE.get(Role(held.role), frozenset()) for held in account.roles))
    return [role for role in Role if role in given]


def may_invite(account: Account, role: Role, perimeter: Territory | Organisation) -> Verdict:
    """A role is given within one's own perimeter: a territory or below, the same organisation, or one located there."""
    for held in account.roles:
        if role not in MAY_INVITE.get(Role(held.role), frozenset()):
            continue
        if held.organisation_id and held.organisation == perimeter:
            return ALLOWED
        place = perimeter.territory if isinstance(perimeter, Organisation) else perimeter
        if held.territory is not None and held.territory.contains(place):
            return ALLOWED
    return refused(_("Vous ne pouvez pas donner ce rôle dans ce territoire ou cet organisme."))


@transaction.atomic
def invite(
    *,
    actor: Account,
    email: str,
    full_name: str,
    role: Role,
    perimeter: Territory | Organisation,
    person: Person | None = None,
    is_another: bool = False,
) -> tuple[Invitation, str]:
    """An invitation and the secret of its link, shown or sent once: the database keeps its digest only.

    `person`: she who holds an account under another address; `is_another`: the inviter saw the persons of that name and
    says that this is another one. Raises Refused when there are some and she said neither.
    """
    require(may_invite(actor, role, perimeter), error=NotPermitted)
    alike = identity.others_named(full_name, email)
    if person is not None and person not in alike:
        raise Refused(_("Cette personne ne porte pas le nom que vous écrivez. Vérifiez-le."))
    if alike and person is None and not is_another:
        raise Refused(_("Une personne de ce nom a déjà un compte. Dites si c’est elle."))
    secret = secrets.token_urlsafe(32)
    kind = "organisation" if isinstance(perimeter, Organisation) else "territory"
    invitation = Invitation.objects.create(
        email=email.lower(),
        full_name=full_name,
        person=person,
        role=role,
        invited_by=actor,
        secret_digest=_digest(secret),
        expires_at=timezone.now() + VALID_FOR,
        **{kind: perimeter},
    )
    return invitation, secret


def find(secret: str) -> Invitation | None:
    """The invitation of a link while it can still be accepted."""
    waiting = Invitation.objects.filter(Q(accepted_at=None), expires_at__gt=timezone.now())
    return (
        waiting.select_related("territory", "organisation", "person", "invited_by__person")
        .filter(secret_digest=_digest(secret))
        .first()
    )


@transaction.atomic
def accept(*, secret: str, password: str | None = None, account: Account | None = None) -> Account:
    """Gives the role to `account`, or to a new account made with `password`. The link is spent.

    Raises Refused when the link was used or has expired, when the address already has an account (sign in first), or
    when `account` has another address: whoever sends a link does not take the role with it. Raises Refused, too, when
    the invitation says that a person who already holds roles here is somebody else.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(secret_digest=_digest(secret), accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if invitation is None:
        raise Refused(_("Cette invitation a déjà servi ou n’est plus valide. Demandez-en une nouvelle."))
    if account is not None and account.email.lower() != invitation.email:
        raise Refused(
            _("Cette invitation est pour une autre adresse que celle de votre compte. Déconnectez-vous.")
        )
    if account is None:
        if Account.objects.filter(email=invitation.email).exists():
            raise Refused(_("Vous avez déjà un compte. Connectez-vous, puis ouvrez de nouveau ce lien."))
        person = invitation.person or Person.objects.create(full_name=invitation.full_name)
        account = Account.objects.create_user(invitation.email, password, person=person)
    elif invitation.person is not None and invitation.person_id != account.person_id:
        if not identity.is_new(account.person):
            raise Refused(
                _(
                    "Cette invitation vous prend pour une autre personne. Demandez-en une nouvelle à votre nom."
                )
            )
        identity.unite(kept=invitation.person, other=account.person)
        account.refresh_from_db()
    RoleAssignment.objects.create(
        account=account,
        role=invitation.role,
        territory=invitation.territory,
        organisation=invitation.organisation,
    )
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = account
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return account


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

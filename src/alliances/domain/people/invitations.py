"""Inviting a person to a role: a link used once, kept as a digest, consumed by an explicit act.

The link goes to the address of who is invited, and to nobody else's eyes. That of a role that binds money does not
exist before a second person has confirmed.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.people import identity
from alliances.domain.people.models import Account, Invitation, Organisation, Person, RoleAssignment
from alliances.domain.people.roles import GIVEN_BY_TWO, MAY_INVITE, Role
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
) -> tuple[Invitation, str | None]:
    """An invitation and the secret of its link, sent once: the database keeps its digest only.

    No secret for a role that is given by two people: `confirm` makes it.

    `person`: she who holds an account under another address; `is_another`: the inviter saw the persons of that name and
    says that this is another one. Raises Refused when there are some and she said neither.
    """
    require(may_invite(actor, role, perimeter), error=NotPermitted)
    alike = identity.others_named(full_name, email)
    if person is not None and person not in alike:
        raise Refused(_("Cette personne ne porte pas le nom que vous écrivez. Vérifiez-le."))
    if alike and person is None and not is_another:
        raise Refused(_("Une personne de ce nom a déjà un compte. Dites si c’est elle."))
    secret = _new_secret()
    waits = role in GIVEN_BY_TWO
    kind = "organisation" if isinstance(perimeter, Organisation) else "territory"
    invitation = Invitation.objects.create(
        email=email.lower(),
        full_name=full_name,
        person=person,
        role=role,
        invited_by=actor,
        needs_confirmation=waits,
        secret_digest=_digest(secret),
        expires_at=timezone.now() + VALID_FOR,
        **{kind: perimeter},
    )
    return invitation, None if waits else secret


def may_confirm(account: Account, invitation: Invitation) -> Verdict:
    """A second natural person confirms: neither who invites, nor who is invited."""
    may = may_invite(account, Role(invitation.role), invitation.perimeter)
    if not may:
        return may
    if account.person_id == invitation.invited_by.person_id:
        return refused(_("Vous avez envoyé cette invitation : une autre personne la confirme."))
    if account.email == invitation.email or account.person_id == invitation.person_id:
        return refused(_("Cette invitation est pour vous : une autre personne la confirme."))
    return ALLOWED


@transaction.atomic
def confirm(*, actor: Account, invitation: Invitation) -> tuple[Invitation, str]:
    """The link of a role that binds money: it is made now, for the one letter that carries it.

    Raises Refused when the invitation no longer waits for this, or when `actor` is not a second person.
    """
    locked = _locked(invitation)
    require(may_confirm(actor, locked))
    secret = _new_secret()
    locked.confirmed_by, locked.confirmed_at = actor, timezone.now()
    locked.secret_digest, locked.expires_at = _digest(secret), timezone.now() + VALID_FOR
    locked.save(update_fields=["confirmed_by", "confirmed_at", "secret_digest", "expires_at"])
    return locked, secret


@transaction.atomic
def withdraw(*, actor: Account, invitation: Invitation) -> Invitation:
    """It can no longer be accepted. By whoever may give this role there. Raises Refused when it is over already."""
    locked = _locked(invitation, unconfirmed=False)
    require(may_invite(actor, Role(locked.role), locked.perimeter), error=NotPermitted)
    locked.expires_at = timezone.now()
    locked.save(update_fields=["expires_at"])
    return locked


def _locked(invitation: Invitation, *, unconfirmed: bool = True) -> Invitation:
    rows = Invitation.objects.unconfirmed() if unconfirmed else Invitation.objects.waiting()
    found = rows.select_for_update(of=("self",)).select_related("invited_by").filter(pk=invitation.pk).first()
    if found is None:
        raise Refused(_("Cette invitation n’attend plus : elle est confirmée, acceptée ou terminée."))
    return found


def find(secret: str) -> Invitation | None:
    """The invitation of a link while it can still be accepted."""
    waiting = Invitation.objects.waiting()
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
        Invitation.objects.waiting()
        .select_for_update(of=("self",))
        .filter(secret_digest=_digest(secret))
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


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""An organisation arrives: registered by the person who will coordinate it, or joined when it is already here."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import record_birth
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.people.invitations import invite, may_invite
from alliances.domain.people.models import (
    Account,
    Invitation,
    JoinRequest,
    LegalForm,
    Organisation,
    RoleAssignment,
)
from alliances.domain.people.roles import Permission, Role
from alliances.domain.people.rules import may_for_organisation
from alliances.domain.territories.models import Territory

REGISTERED_A_DAY = JOINED_A_DAY = 5
PROFILE = ("name", "neq", "legal_form", "territory", "address", "contact_email", "contact_phone")


def may_register(account: Account) -> Verdict:
    """A person registers the organisations she works for, not a list of them."""
    today = timezone.localdate()
    begun = RoleAssignment.objects.filter(account=account, role=Role.COORDINATOR, valid_from=today).count()
    if begun >= REGISTERED_A_DAY:
        return refused(_("Vous avez inscrit plusieurs organismes aujourd’hui. Reprenez demain."))
    return ALLOWED


@transaction.atomic
def register(
    *,
    actor: Account,
    name: str,
    legal_form: LegalForm,
    territory: Territory,
    neq: str = "",
    address: str = "",
    is_another: bool = False,
) -> Organisation:
    """A new organisation, coordinated by `actor`.

    `is_another`: she saw the organisations of the same name and says that hers is another one. Raises Refused when one
    of the same name stands and she did not say so, or when the enterprise number is taken.
    """
    require(may_register(actor))
    alike = list(Organisation.objects.alike(name, neq))
    if neq and any(known.neq == neq for known in alike):
        raise Refused(_("Un organisme porte déjà ce numéro d’entreprise (NEQ)."))
    if alike and not is_another:
        raise Refused(_("Un organisme porte déjà ce nom. Dites si c’est le vôtre."))
    organisation = Organisation.objects.create(
        name=name, neq=neq, legal_form=legal_form, territory=territory, address=address
    )
    RoleAssignment.objects.create(account=actor, role=Role.COORDINATOR, organisation=organisation)
    _forget_roles(actor)
    return organisation


@transaction.atomic
def change_profile(*, actor: Account, organisation: Organisation, **profile: object) -> Organisation:
    """Writes the fields of PROFILE that are given; the history keeps what stood before."""
    require(may_for_organisation(actor, Permission.APPLY, organisation))
    unknown = set(profile) - set(PROFILE)
    if unknown:
        raise ValueError(f"not a profile: {sorted(unknown)}")
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    for field, value in profile.items():
        setattr(locked, field, value)
    locked.save()
    return locked


@transaction.atomic
def ask_to_join(*, actor: Account, organisation: Organisation, message: str = "") -> JoinRequest:
    """Asks; gives nothing. Raises Refused for a member, for one who waits already, or for too many in a day."""
    if actor.may_for(Permission.APPLY, organisation):
        raise Refused(_("Vous avez déjà un rôle dans cet organisme."))
    mine = JoinRequest.objects.filter(account=actor)
    if mine.waiting().filter(organisation=organisation).exists():
        raise Refused(_("Votre demande est déjà envoyée. Attendez la réponse."))
    if mine.filter(asked_at__gt=timezone.now() - timedelta(days=1)).count() >= JOINED_A_DAY:
        raise Refused(_("Vous avez envoyé plusieurs demandes aujourd’hui. Reprenez demain."))
    asked = JoinRequest.objects.create(account=actor, organisation=organisation, message=message)
    record_birth("ask", row=asked, actor=actor)
    return asked


@transaction.atomic
def answer(
    *, actor: Account, request: JoinRequest, is_accepted: bool
) -> tuple[Invitation, str | None] | None:
    """Yes sends an invitation to the address of who asked: only its owner can accept it. No sends nothing."""
    locked = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    require(may_invite(actor, Role.COORDINATOR, locked.organisation), error=NotPermitted)
    if locked.answered_at is not None:
        raise Refused(_("Quelqu’un a déjà répondu à cette demande."))
    locked.answered_at, locked.answered_by, locked.is_accepted = timezone.now(), actor, is_accepted
    locked.save(update_fields=["answered_at", "answered_by", "is_accepted"])
    request.refresh_from_db()
    if not is_accepted:
        return None
    return invite(
        actor=actor,
        email=locked.account.email,
        full_name=locked.account.person.full_name,
        role=Role.COORDINATOR,
        perimeter=locked.organisation,
    )


def _forget_roles(account: Account) -> None:
    """The roles read before are those of before."""
    account.__dict__.pop("roles", None)
    account.__dict__.pop("needs_second_factor", None)

"""Where a new installation begins: two officers of the ministry, who give every other role, two by two."""

import secrets

from django.db import transaction

from alliances.domain.people import identity
from alliances.domain.people.models import Account, Person, RoleAssignment
from alliances.domain.people.roles import Role
from alliances.domain.territories.models import Level, Territory
from alliances.ops.errors import Refusal

FIRST = 2


@transaction.atomic
def open_account(email: str, name: str) -> str:
    """What to say, with the password she changes at once. Raises Refusal once two persons hold the role.

    The address must have no account, and the name nobody else's: the operator cannot make one person two.
    """
    held = RoleAssignment.objects.in_force().filter(role=Role.MINISTRY_OFFICER)
    if held.values("account__person").distinct().count() >= FIRST:
        raise Refusal(
            "Deux personnes tiennent déjà ce rôle : elles invitent les autres, dans « Mon compte ».\n"
            "Two persons hold this role already: they invite the others, in “My account”."
        )
    province = Territory.objects.filter(level=Level.PROVINCE).order_by("pk").first()
    if province is None:
        raise Refusal("Chargez d’abord les territoires : ./run load · First load the territories: ./run load")
    if Account.objects.filter(email=email.lower()).exists() or identity.others_named(name, email):
        raise Refusal(
            "Cette adresse ou ce nom a déjà un compte · This address or name already has an account."
        )
    password = secrets.token_urlsafe(18)
    account = Account.objects.create_user(email, password, person=Person.objects.create(full_name=name))
    RoleAssignment.objects.create(account=account, role=Role.MINISTRY_OFFICER, territory=province)
    return f"{account} : {password}\nChangez-la à la première connexion · Change it at the first sign-in."

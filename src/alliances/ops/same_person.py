"""Uniting two accounts of one natural person from the command line: the operator says so, the books are checked."""

from django.db import transaction

from alliances.domain.common.verdict import Refused
from alliances.domain.people import identity
from alliances.domain.people.models import Account
from alliances.ops.errors import Refusal
from alliances.ops.verification import verify_all


def act(kept: str | None, other: str | None) -> str:
    """What to say. Raises Refusal when an address is missing or unknown, or when what is signed forbids it."""
    if kept is None:
        return _namesakes()
    if other is None:
        raise Refusal("Écrivez les deux adresses · Write both addresses.")
    first, second = account_of(kept), account_of(other)
    if first.person_id == second.person_id:
        return "C’est déjà une seule personne · They are one person already."
    try:
        with transaction.atomic():
            identity.unite(kept=first.person, other=second.person)
            if found := verify_all():
                raise Refused(str(found[0]))
    except Refused as refusal:
        raise Refusal(str(refusal)) from refusal
    return f"{first}, {second} : une seule personne · one person ({first.person})."


def account_of(email: str) -> Account:
    """The open account of this address; Refusal when there is none."""
    account = Account.objects.select_related("person").filter(email__iexact=email, is_active=True).first()
    if account is None:
        raise Refusal(f"Aucun compte « {email} » · No account “{email}”.")
    return account


def _namesakes() -> str:
    lines = [
        f"{accounts[0].person} : {', '.join(str(each) for each in accounts)}"
        for accounts in identity.same_named()
    ]
    return (
        "\n".join(lines)
        or "Aucun nom n’est porté par plusieurs personnes · No name is held by several persons."
    )

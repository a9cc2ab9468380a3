"""Who is who: two accounts of one natural person are one person, for every rule that asks for two people."""

from django.db import DatabaseError, connection, models, transaction
from django.db.models import ManyToOneRel
from django.utils.translation import gettext as _
from pghistory.models import Event

from alliances.domain.common.verdict import Refused
from alliances.domain.people.models import Account, Person, RoleAssignment


def others_named(full_name: str, email: str) -> list[Person]:
    """The persons of this name who sign in with other addresses than `email`."""
    return list(Person.objects.alike(full_name).exclude(accounts__email=email.lower()))


def same_named() -> list[list[Account]]:
    """The accounts of persons who bear one name and count as several, name by name: for a human to read."""
    found: dict[str, list[Account]] = {}
    for account in (
        Account.objects.filter(is_active=True).select_related("person").order_by("person__sort_key", "pk")
    ):
        letters = account.person.sort_key.partition("\t")[0]
        found.setdefault(letters, []).append(account)
    return [accounts for accounts in found.values() if len({each.person_id for each in accounts}) > 1]


def is_new(person: Person) -> bool:
    """Whether she never held a role: nothing she did can then count as somebody else's."""
    return not RoleAssignment.objects.of_person(person.pk).exists()


@transaction.atomic
def unite(*, kept: Person, other: Person) -> Person:
    """Everything of `other` becomes `kept`'s: her accounts, and what she did as a person.

    Raises Refused, and changes nothing, where the two have stood as two people under the same act, or where what they
    did is signed and no longer changes.
    """
    try:
        with transaction.atomic():
            for model, field in _columns_naming_a_person():
                hers = model._base_manager.filter(**{field: other})
                if hers.exists():  # some tables refuse every change, even of no row
                    hers.update(**{field: kept})
            other.delete()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as refusal:
        sentence = _(
            "%(other)s a déjà agi comme une autre personne. Ces actes ne changent plus : retirez plutôt ses rôles."
        )
        raise Refused(sentence % {"other": other.full_name}) from refusal
    return kept


def _columns_naming_a_person() -> list[tuple[type[models.Model], str]]:
    """Each column of the product that points at a person; the history keeps what it said."""
    relations = [
        each for each in Person._meta.get_fields(include_hidden=True) if isinstance(each, ManyToOneRel)
    ]
    return [
        (each.related_model, each.field.name)
        for each in relations
        if not issubclass(each.related_model, Event)
    ]

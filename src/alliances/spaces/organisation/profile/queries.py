"""The lists of the profile, one query each."""

from collections.abc import Sequence

from alliances.domain.files.models import StoredFile
from alliances.domain.people.models import JoinRequest, Organisation, RoleAssignment

MOST_FILES = 100


def members(organisations: Sequence[Organisation]) -> list[RoleAssignment]:
    held = RoleAssignment.objects.in_force().filter(organisation__in=organisations)
    found = held.select_related("account__person", "organisation")
    return list(found.order_by("account__person__sort_key", "pk"))


def waiting_requests(organisations: Sequence[Organisation]) -> list[JoinRequest]:
    found = JoinRequest.objects.waiting().filter(organisation__in=organisations)
    return list(found.select_related("account__person", "organisation"))


def latest_files(organisations: Sequence[Organisation]) -> list[StoredFile]:
    found = StoredFile.objects.filter(organisation__in=organisations).select_related("organisation")
    return list(found.order_by("-uploaded_at", "-pk")[:MOST_FILES])

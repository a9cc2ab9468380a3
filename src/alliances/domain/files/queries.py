"""What an operator checks about the files."""

from collections.abc import Sequence

from django.db.models import Sum
from django.utils.translation import gettext as _

from alliances.domain.files import storage
from alliances.domain.files.models import StoredFile
from alliances.domain.people.models import Organisation


def findings() -> list[str]:
    """Each file whose bytes are missing or altered on the disk; nothing when all is well."""
    found = []
    for file in StoredFile.objects.order_by("pk").iterator():
        names = {"id": file.pk, "digest": file.sha256}
        try:
            size = len(storage.read(file.sha256))
        except FileNotFoundError:
            found.append(_("Fichier nᵒ %(id)s : ses octets ne sont pas sur le disque (%(digest)s).") % names)
        except ValueError:
            found.append(
                _("Fichier nᵒ %(id)s : ses octets ont été changés sur le disque (%(digest)s).") % names
            )
        else:
            if size != file.size_bytes:
                found.append(_("Fichier nᵒ %(id)s : il n’a pas la taille inscrite (%(digest)s).") % names)
    return found


def used_bytes(organisation: Organisation) -> int:
    return (
        StoredFile.objects.filter(organisation=organisation).aggregate(total=Sum("size_bytes"))["total"] or 0
    )


def used_by(organisations: Sequence[Organisation]) -> dict[int, int]:
    """Bytes each organisation uses, by its key; one query, nothing for those that use none."""
    found = StoredFile.objects.filter(organisation__in=organisations).values("organisation")
    return dict(found.annotate(total=Sum("size_bytes")).values_list("organisation", "total"))

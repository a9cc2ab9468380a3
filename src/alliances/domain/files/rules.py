"""What may be stored: how much, under which name. What the bytes are is `contents`' business."""

import re
import unicodedata

from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.files.contents import EXTENSIONS
from alliances.domain.files.queries import used_bytes
from alliances.domain.people.models import Organisation

LARGEST_FILE = 10 * 1024 * 1024  # bytes
QUOTA = 200 * 1024 * 1024  # bytes, one organisation
LONGEST_NAME = 120  # characters, extension included


def may_store(organisation: Organisation, size: int) -> Verdict:
    """Limits of one file and of the organisation. Ask it with the organisation's row locked."""
    if not (verdict := fits(size)):
        return verdict
    if used_bytes(organisation) + size > QUOTA:
        return refused(
            _(
                "L’espace de l’organisme est plein (200 Mo). Retirez des fichiers de vos brouillons, puis recommencez."
            )
        )
    return ALLOWED


def fits(size: int) -> Verdict:
    """Limits of one file, whoever's it is; `size` in bytes."""
    if size == 0:
        return refused(_("Ce fichier est vide. Choisissez-en un autre."))
    return too_large() if size > LARGEST_FILE else ALLOWED


def too_large() -> Verdict:
    return refused(_("Ce fichier dépasse 10 Mo. Réduisez-le ou séparez-le en deux."))


def safe_name(name: str) -> str:
    """The name people read: no folder, no invisible sign, a bounded length, its extension kept."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in base if unicodedata.category(c)[0] != "C")
    shown = re.sub(r"\s+", " ", visible).strip().rstrip(".")
    extension = extension_of(shown)
    stem = (shown[: -len(extension) - 1] if extension else shown).strip(" .")[: LONGEST_NAME - 10].strip(" .")
    return f"{stem or _('document')}.{extension}" if extension else stem


def extension_of(name: str) -> str:
    """The extension in lower case, when it is one that may be stored."""
    _stem, dot, extension = name.lower().rpartition(".")
    return extension if dot and extension in EXTENSIONS else ""

"""The page behind the document a ledger entry rests on (« scenario:12 »), where one exists."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, tuple[str | Promise, str]] = {
    "envelope": (_("Enveloppe"), "ministry_envelope"),
    "scenario": (_("Répartition"), "ministry_scenario"),
    "movement": (_("Mouvement"), "ministry_movement"),
    "resolution": (_("Résolution"), "council_resolution"),
    "grant": (_("Convention"), "manager_grant"),
    "payment": (_("Versement"), "payments_payment"),
    "report": (_("Reddition de comptes"), "manager_report"),
}


@dataclass(frozen=True)
class Document:
    """How a ledger entry names its decision; `url` is empty where no page shows it."""

    label: str
    url: str = ""


def document_of(text: str) -> Document:
    """« scenario:12 » as a label and an address. What is not one of ours is shown as it is."""
    kind, _colon, key = text.partition(":")
    if kind not in KINDS or not key.isdigit():
        return Document(text)
    label, name = KINDS[kind]
    try:
        url = reverse(name, args=[int(key)])
    except NoReverseMatch:
        url = ""
    return Document(f"{label} {key}", url)

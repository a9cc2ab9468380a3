"""The fictitious people of the demonstration: who they are and where they hold their role."""

from typing import NamedTuple

PASSWORD = "solidaires-demain-2029"  # noqa: S105 - printed for everyone, opens fictitious accounts only

QUEBEC, CHAUDIERE_APPALACHES, LANAUDIERE, APPALACHES = "QC", "12", "14", "310"
BAS_SAINT_LAURENT = "01"
FOOD_BANK, COOPERATIVE, NORTH_SHORE = "food_bank", "cooperative", "north"


class DemoAccount(NamedTuple):
    """One account a visitor may use; the label names its role."""

    role: str
    email: str
    password: str


class Member(NamedTuple):
    """One fictitious person. `perimeter` is a territory code or the key of a fictitious organisation.

    `shown_role` is what the start-up list says of the account, empty for supporting parts.
    """

    key: str
    name: str
    role: str
    perimeter: str
    shown_role: str = ""

    @property
    def email(self) -> str:
        return f"{self.key.replace('_', '.')}@demo.exemple"


CAST = (
    Member("ministere", "Odile Fictive", "ministry_officer", QUEBEC, "Ministère · Ministry"),
    Member(
        "ministere2", "Régis Fictif", "ministry_officer", QUEBEC, "Ministère, 2e signature · 2nd signature"
    ),
    Member(
        "region", "Solange Fictive", "regional_manager", CHAUDIERE_APPALACHES, "Gestion régionale · Region"
    ),
    Member("mrc", "Adjutor Fictif", "local_table", APPALACHES, "MRC, table locale · Local table"),
    Member("organisme", "Maude Fictive", "coordinator", FOOD_BANK, "Organisme · Organisation"),
    Member(
        "comite", "Fernand Fictif", "committee_member", CHAUDIERE_APPALACHES, "Comité d’analyse · Committee"
    ),
    Member(
        "comite2",
        "Ginette Fictive",
        "committee_member",
        CHAUDIERE_APPALACHES,
        "Comité, 2e membre · 2nd member",
    ),
    Member("greffe", "Lise Fictive", "council_clerk", CHAUDIERE_APPALACHES, "Greffe · Council clerk"),
    Member(
        "versement",
        "Noé Fictif",
        "payment_requester",
        CHAUDIERE_APPALACHES,
        "Demande de versement · Requests",
    ),
    Member("approbation", "Aïda Fictive", "payment_approver", CHAUDIERE_APPALACHES, "Approbation · Approves"),
    Member("cclp", "Wapikoni Fictive", "advisory_member", QUEBEC, "Comité consultatif · Advisory committee"),
    Member("analyse", "Théo Fictif", "analyst", QUEBEC, "Observatoire · Observatory"),
    Member("audit", "Irène Fictive", "auditor", QUEBEC, "Vérification · Audit"),
    Member(
        "region01",
        "Berthe Fictive",
        "regional_manager",
        BAS_SAINT_LAURENT,
        "Région qui commence en cours de plan · Region starting in mid-plan",
    ),
    Member("region14", "Léon Fictif", "regional_manager", LANAUDIERE),
    Member("mrc14", "Rose Fictive", "local_table", LANAUDIERE),
    Member("comite14", "Yan Fictif", "committee_member", LANAUDIERE),
    Member("comite14b", "Zoé Fictive", "committee_member", LANAUDIERE),
    Member("greffe14", "Carl Fictif", "council_clerk", LANAUDIERE),
    Member("versement14", "Jade Fictive", "payment_requester", LANAUDIERE),
    Member("approbation14", "Hugo Fictif", "payment_approver", LANAUDIERE),
    Member("organisme2", "Paule Fictive", "coordinator", COOPERATIVE),
    Member("organisme14", "Marc Fictif", "coordinator", NORTH_SHORE),
)

# key, name, territory code
ORGANISATIONS = (
    (FOOD_BANK, "Le Garde-manger des Appalaches (organisme fictif)", APPALACHES),
    (COOPERATIVE, "Coopérative Le Toit partagé (organisme fictif)", APPALACHES),
    (NORTH_SHORE, "Entraide de la Plaine (organisme fictif)", "620"),
    ("mandataire12", "Mandataire de démonstration, Chaudière-Appalaches (fictif)", CHAUDIERE_APPALACHES),
    ("mandataire01", "Mandataire de démonstration, Bas-Saint-Laurent (fictif)", BAS_SAINT_LAURENT),
    ("mandataire14", "Mandataire de démonstration, Lanaudière (fictif)", LANAUDIERE),
)

"""Who may do what: one table from role to permission.

A role is held *in* a territory or an organisation (see `RoleAssignment`); the rooms' `rules.py` combine the permission
with the state of the file. Nothing else in the product decides rights.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MINISTRY_OFFICER = "ministry_officer", _("Ministère")
    REGIONAL_MANAGER = "regional_manager", _("Gestion régionale (mandataire)")
    LOCAL_TABLE = "local_table", _("MRC ou table locale")
    COMMITTEE_MEMBER = "committee_member", _("Membre d’un comité d’analyse")
    COUNCIL_CLERK = "council_clerk", _("Greffe d’une instance")
    COORDINATOR = "coordinator", _("Coordination d’un organisme")
    PAYMENT_REQUESTER = "payment_requester", _("Demande des versements")
    PAYMENT_APPROVER = "payment_approver", _("Approbation des versements")
    ADVISORY_MEMBER = "advisory_member", _("Comité consultatif")
    ANALYST = "analyst", _("Observatoire")
    AUDITOR = "auditor", _("Vérification")


class Permission(models.TextChoices):
    SPLIT_ENVELOPE = "split_envelope", _("Créer et répartir une enveloppe")
    ADOPT_ALLOCATION = "adopt_allocation", _("Adopter une répartition")
    SIGN_ALLIANCE = "sign_alliance", _("Signer une Alliance au nom du ministère")
    MANAGE_ALLIANCE = "manage_alliance", _("Gérer une Alliance")
    SET_PRIORITIES = "set_priorities", _("Inscrire les priorités d’un plan local")
    RUN_CALLS = "run_calls", _("Préparer et ouvrir des appels")
    APPLY = "apply", _("Préparer et envoyer une demande")
    SCORE = "score", _("Lire et noter des demandes")
    RECOMMEND = "recommend", _("Consigner la recommandation du comité")
    RECORD_RESOLUTION = "record_resolution", _("Consigner une résolution")
    SIGN_GRANT = "sign_grant", _("Signer une convention d’aide financière")
    REQUEST_PAYMENT = "request_payment", _("Demander un versement")
    APPROVE_PAYMENT = "approve_payment", _("Approuver un versement")
    SIGN_FOR_ORGANISATION = "sign_for_organisation", _("Répondre à une offre au nom de l’organisme")
    REPORT = "report", _("Rendre compte")
    ACCEPT_REPORT = "accept_report", _("Accepter une reddition de comptes")
    CLOSE_YEAR = "close_year", _("Fermer un exercice financier")
    READ_TERRITORY = "read_territory", _("Lire les dossiers d’un territoire")
    READ_MONEY = "read_money", _("Lire toutes les écritures d’argent")
    POST_PROGRESS = "post_progress", _("Publier l’avancement d’une mesure")
    GIVE_OPINION = "give_opinion", _("Rédiger et publier un avis")
    ANSWER_OPINION = "answer_opinion", _("Répondre à un avis")
    OBSERVE = "observe", _("Comparer le besoin et la réponse")
    AUDIT = "audit", _("Vérifier les comptes")


P, R = Permission, Role

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    R.MINISTRY_OFFICER: frozenset(
        {
            P.SPLIT_ENVELOPE,
            P.ADOPT_ALLOCATION,
            P.SIGN_ALLIANCE,
            P.CLOSE_YEAR,
            P.POST_PROGRESS,
            P.ANSWER_OPINION,
            P.READ_TERRITORY,
            P.READ_MONEY,
        }
    ),
    R.REGIONAL_MANAGER: frozenset(
        {
            P.MANAGE_ALLIANCE,
            P.SET_PRIORITIES,
            P.RUN_CALLS,
            P.RECOMMEND,
            P.SIGN_GRANT,
            P.ACCEPT_REPORT,
            P.READ_TERRITORY,
            P.READ_MONEY,
        }
    ),
    R.LOCAL_TABLE: frozenset({P.SET_PRIORITIES, P.READ_TERRITORY}),
    R.COMMITTEE_MEMBER: frozenset({P.SCORE}),
    R.COUNCIL_CLERK: frozenset({P.RECORD_RESOLUTION}),
    R.COORDINATOR: frozenset({P.APPLY, P.SIGN_FOR_ORGANISATION, P.REPORT}),
    R.PAYMENT_REQUESTER: frozenset({P.REQUEST_PAYMENT, P.READ_TERRITORY, P.READ_MONEY}),
    R.PAYMENT_APPROVER: frozenset({P.APPROVE_PAYMENT, P.READ_TERRITORY, P.READ_MONEY}),
    R.ADVISORY_MEMBER: frozenset({P.GIVE_OPINION}),
    R.ANALYST: frozenset({P.OBSERVE}),
    R.AUDITOR: frozenset({P.READ_TERRITORY, P.READ_MONEY, P.AUDIT}),
}

# What binds public money. A role that may do one of these is given by two people: whoever invites, and another who
# confirms; else one person could invent the second one that the rules ask for.
BINDING = frozenset(
    {
        P.ADOPT_ALLOCATION,
        P.SIGN_ALLIANCE,
        P.CLOSE_YEAR,
        P.SIGN_GRANT,
        P.ACCEPT_REPORT,
        P.RECORD_RESOLUTION,
        P.REQUEST_PAYMENT,
        P.APPROVE_PAYMENT,
    }
)
GIVEN_BY_TWO = frozenset(role for role, given in PERMISSIONS.items() if given & BINDING)

# A second factor is asked of everyone who decides on public money or reads files that are not their own.
SECOND_FACTOR_ROLES = frozenset(Role) - {R.COORDINATOR, R.ADVISORY_MEMBER, R.ANALYST}


def roles_with(permission: Permission) -> list[Role]:
    return [role for role, permissions in PERMISSIONS.items() if permission in permissions]


# Who may invite whom, always within the perimeter the inviter holds.
MAY_INVITE: dict[Role, frozenset[Role]] = {
    R.MINISTRY_OFFICER: frozenset(Role) - {R.COORDINATOR},
    R.REGIONAL_MANAGER: frozenset(
        {
            R.LOCAL_TABLE,
            R.COMMITTEE_MEMBER,
            R.COUNCIL_CLERK,
            R.PAYMENT_REQUESTER,
            R.PAYMENT_APPROVER,
            R.COORDINATOR,
        }
    ),
    R.COORDINATOR: frozenset({R.COORDINATOR}),
}

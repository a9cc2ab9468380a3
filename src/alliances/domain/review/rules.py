"""Who may read and score, and when the committee and the council may speak."""

from django.utils.translation import gettext as _

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.common.verdict import ALLOWED, Verdict, first_refusal, refused
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory


def may_review(account: Account, application: Application) -> Verdict:
    """A member of the committee, once the file was sent, and never on her own organisation's file."""
    if application.state != ApplicationState.SENT:
        return refused(_("Les notes se donnent avant la recommandation du comité."))
    if any(role.organisation_id == application.organisation_id for role in account.roles):
        return refused(_("Vous avez un rôle dans cet organisme : vous ne notez pas sa demande."))
    return may_in_territory(account, Permission.SCORE, application.call.territory)


def may_read_scores(account: Account, application: Application) -> Verdict:
    """No score is visible before one's own."""
    reviews = application.reviews.filter(person=account.person_id)
    if (
        account.may(Permission.SCORE, application.call.territory)
        and not reviews.exclude(submitted_at=None).exists()
    ):
        return refused(_("Donnez d’abord vos notes : celles des autres s’afficheront ensuite."))
    return ALLOWED


def may_recommend(account: Account, application: Application) -> Verdict:
    return first_refusal(
        may_in_territory(account, Permission.RECOMMEND, application.call.territory),
        has_enough_scores(application),
    )


def has_enough_scores(application: Application) -> Verdict:
    """As many complete readings, by different people, as the framework asks for."""
    wanted = application.call.framework.scores_per_application
    found = application.reviews.exclude(submitted_at=None).count()
    if found >= wanted:
        return ALLOWED
    return refused(
        _("Il manque %(missing)s évaluation(s) : le cadre de gestion en demande %(wanted)s par dossier.")
        % {"missing": wanted - found, "wanted": wanted}
    )

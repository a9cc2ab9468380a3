"""What makes an application ready to be sent, said question by question."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alliances.domain.applications.models import Application
from alliances.domain.calls.models import Call
from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.people.models import Account, Organisation
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation


@dataclass(frozen=True)
class Gap:
    """One thing missing or wrong: the field it stands in and the sentence that says what to do."""

    field: str
    sentence: str


def may_apply(account: Account, call: Call, organisation: Organisation) -> Verdict:
    if not call.is_open:
        return refused(_("Cet appel n’est pas ouvert en ce moment."))
    return may_for_organisation(account, Permission.APPLY, organisation)


def gaps(application: Application) -> list[Gap]:
    """Everything that keeps the application from being sent, in the order of the form. Empty: it is ready."""
    missing = [
        Gap(field, sentence)
        for field, sentence in (
            ("title", _("Donnez un nom à votre projet.")),
            ("priority", _("Choisissez la priorité à laquelle le projet répond.")),
            ("need", _("Décrivez le besoin.")),
            ("activities", _("Dites ce que vous ferez.")),
            ("participation", _("Dites quelle place ont les personnes en situation de pauvreté.")),
            ("people_expected", _("Indiquez combien de personnes vous pensez rejoindre.")),
            ("total_cost_cents", _("Indiquez le coût total du projet.")),
            ("requested_cents", _("Indiquez le montant demandé.")),
            ("starts_on", _("Indiquez la date de début.")),
            ("ends_on", _("Indiquez la date de fin.")),
        )
        if getattr(application, field) in (None, "")
    ]
    unread = application.unread
    found = [Gap(gap.field, unread_sentence(gap.field)) if gap.field in unread else gap for gap in missing]
    return found + _inconsistencies(application)


def unread_sentence(field: str) -> str:
    """What to do about an answer that was kept as it was typed, because it could not be read."""
    sentences = {
        "people_expected": _("Ce nombre ne se lit pas. Écrivez-le en chiffres, par exemple 40."),
        "total_cost_cents": _("Ce montant ne se lit pas. Écrivez-le en chiffres, par exemple 1 234,56."),
        "requested_cents": _("Ce montant ne se lit pas. Écrivez-le en chiffres, par exemple 1 234,56."),
        "starts_on": _("Cette date ne se lit pas. Écrivez année, mois, jour, par exemple 2027-01-31."),
        "ends_on": _("Cette date ne se lit pas. Écrivez année, mois, jour, par exemple 2027-01-31."),
    }
    return sentences.get(field) or _("Ce texte est trop long. Raccourcissez-le.")


def _inconsistencies(application: Application) -> list[Gap]:
    found = []
    cost, asked = application.total_cost_cents, application.requested_cents
    if asked == 0:
        found.append(Gap("requested_cents", _("Le montant demandé doit être plus grand que zéro.")))
    if cost is not None and asked is not None and asked > cost:
        found.append(Gap("requested_cents", _("Le montant demandé dépasse le coût total du projet.")))
    if asked is not None and asked > application.call.budget_cents:
        found.append(Gap("requested_cents", _("Le montant demandé dépasse le budget de l’appel.")))
    if application.starts_on and application.ends_on and application.ends_on < application.starts_on:
        found.append(Gap("ends_on", _("La fin du projet précède son début.")))
    ceiling = application.call.framework.ceiling_cents
    if ceiling is not None and asked is not None and asked > ceiling:
        found.append(Gap("requested_cents", _("Le montant demandé dépasse le plafond de l’appel.")))
    return found + _over_rate(application, cost, asked)


def _over_rate(application: Application, cost: int | None, asked: int | None) -> list[Gap]:
    rate = application.call.framework.maximum_aid_percent
    if rate is None or not cost or not asked or asked * 100 <= cost * rate:
        return []
    return [Gap("requested_cents", _("L’aide va jusqu’à %(rate)s %% du coût du projet.") % {"rate": rate})]


def is_ready(application: Application) -> Verdict:
    if not application.call.is_open:
        return refused(_("L’appel est fermé. Votre brouillon est conservé."))
    missing = gaps(application)
    return refused(missing[0].sentence) if missing else ALLOWED

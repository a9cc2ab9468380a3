"""States and passages in the words of a region's people, with what happens next."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import AllianceState
from alliances.domain.applications.models import ApplicationState
from alliances.domain.calls.models import CallState
from alliances.domain.grants.models import GrantState, PaymentState, ReportState
from alliances.domain.participation.models import LocalPlanState
from alliances.ui.badges import StateLabel


def _state(label: object, tone: str, next_step: object = "") -> StateLabel:
    return StateLabel({"": label}, tone=tone, next_step={"": next_step})


ALLIANCES = {
    AllianceState.DRAFT: _state(
        _("En préparation"), "neutral", _("Le ministère signe l’Alliance. Préparez déjà vos plans locaux.")
    ),
    AllianceState.SIGNED: _state(
        _("Signée"), "success", _("Inscrivez le cadre de gestion, puis les plans locaux et les appels.")
    ),
}
LOCAL_PLANS = {
    LocalPlanState.DRAFT: _state(
        _("En préparation"), "neutral", _("Inscrivez les priorités, puis l’adoption par l’instance.")
    ),
    LocalPlanState.ADOPTED: _state(
        _("Adopté"), "success", _("Les appels du territoire peuvent nommer ces priorités.")
    ),
}
CALLS = {
    CallState.DRAFT: _state(
        _("En préparation"), "neutral", _("Vérifiez l’appel, puis publiez-le : tout le monde le verra.")
    ),
    CallState.PUBLISHED: _state(
        _("Publié"), "success", _("Les organismes envoient leurs demandes jusqu’à la fermeture.")
    ),
    CallState.CLOSED: _state(
        _("Terminé"),
        "neutral",
        _("Le comité note les demandes reçues et vous consignez ses recommandations."),
    ),
}
APPLICATIONS = {
    ApplicationState.SENT: _state(
        _("À analyser"), "waiting", _("Le comité note la demande. Ensuite, consignez sa recommandation.")
    ),
    ApplicationState.RECOMMENDED: _state(
        _("Recommandation faite"), "info", _("L’instance décide par résolution; son greffe la consigne.")
    ),
    ApplicationState.GRANTED: _state(
        _("Acceptée"), "success", _("L’argent est réservé. La convention l’engage à la signature.")
    ),
    ApplicationState.DECLINED: _state(_("Refusée"), "danger", _("L’organisme reçoit les raisons.")),
    ApplicationState.WITHDRAWN: _state(_("Retirée"), "neutral"),
    ApplicationState.DRAFT: _state(_("Brouillon"), "neutral"),
}
GRANTS = {
    GrantState.SIGNED: _state(
        _("En cours"), "success", _("Une personne demande chaque versement, une autre l’approuve.")
    ),
    GrantState.CLOSED: _state(_("Terminée"), "neutral"),
}
PAYMENTS = {
    PaymentState.REQUESTED: _state(_("Demandé"), "waiting"),
    PaymentState.APPROVED: _state(_("Approuvé"), "info"),
    PaymentState.PAID: _state(_("Versé"), "success"),
    PaymentState.REFUSED: _state(_("Refusé"), "danger"),
}
REPORTS = {
    ReportState.SENT: _state(
        _("À examiner"), "waiting", _("Acceptez la reddition, ou retournez-la avec ce qui manque.")
    ),
    ReportState.SENT_BACK: _state(
        _("Retournée"), "warning", _("L’organisme complète sa reddition, puis la renvoie.")
    ),
    ReportState.ACCEPTED: _state(
        _("Acceptée"), "success", _("Les dépenses acceptées sont justifiées au grand livre.")
    ),
    ReportState.DRAFT: _state(_("Brouillon"), "neutral"),
}

PASSAGES = {
    "sign": _("Alliance signée"),
    "adopt": _("Plan local adopté"),
    "publish": _("Appel publié"),
    "close": _("Appel fermé"),
    "send": _("Envoi"),
    "withdraw": _("Demande retirée"),
    "recommend": _("Recommandation consignée"),
    "grant": _("Demande acceptée par résolution"),
    "decline": _("Demande refusée par résolution"),
    "accept": _("Reddition acceptée"),
    "send_back": _("Reddition retournée"),
}

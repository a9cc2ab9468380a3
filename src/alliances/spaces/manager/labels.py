"""States and passages in the words of a region's people, with what happens next."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import AllianceState
from alliances.domain.applications.models import ApplicationState
from alliances.domain.calls.models import CallState
from alliances.domain.grants.models import (
    AmendmentState,
    GrantState,
    PaymentState,
    RecoveryState,
    ReportState,
    RequestState,
)
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
    LocalPlanState.REPLACED: _state(
        _("Remplacé"),
        "neutral",
        _("Une version plus récente est en vigueur. Celle-ci se lit, et ne change plus."),
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
    ApplicationState.REOPENED: _state(
        _("Correction demandée"),
        "waiting",
        _("L’organisme corrige et renvoie. D’ici là, vous lisez l’ancien envoi."),
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
    GrantState.OFFERED: _state(
        _("Offre à signer"), "waiting", _("L’organisme lit l’offre et y répond, en ligne ou sur papier.")
    ),
    GrantState.LAPSED: _state(
        _("Offre échue"), "neutral", _("Personne n’a répondu à temps. L’argent est retourné à l’enveloppe.")
    ),
    GrantState.DECLINED: _state(
        _("Offre déclinée"), "neutral", _("L’organisme a dit non. L’argent est retourné à l’enveloppe.")
    ),
    GrantState.SIGNED: _state(
        _("En cours"), "success", _("Une personne demande chaque versement, une autre l’approuve.")
    ),
    GrantState.CLOSED: _state(
        _("Terminée"), "neutral", _("Plus rien ne suit : tout est justifié, rendu ou retourné à l’enveloppe.")
    ),
}
PAYMENTS = {
    PaymentState.REQUESTED: _state(_("Demandé"), "waiting"),
    PaymentState.APPROVED: _state(_("Approuvé"), "info"),
    PaymentState.PAID: _state(_("Versé"), "success"),
    PaymentState.REFUSED: _state(_("Refusé"), "danger"),
}
AMENDMENTS: dict[str, StateLabel] = {
    AmendmentState.TO_AUTHORISE: _state(
        _("Attend la résolution"),
        "waiting",
        _("Le greffe consigne la résolution du conseil. L’organisme répond ensuite."),
    ),
    AmendmentState.PROPOSED: _state(
        _("À accepter"), "waiting", _("L’organisme lit l’avenant, puis l’accepte ou le décline.")
    ),
    AmendmentState.ACCEPTED: _state(
        _("En vigueur"), "success", _("La convention dit maintenant ce qui suit.")
    ),
    AmendmentState.DECLINED: _state(
        _("Décliné"), "neutral", _("L’organisme a dit non. La convention reste comme elle était.")
    ),
    AmendmentState.WITHDRAWN: _state(
        _("Retiré"), "neutral", _("La région a retiré sa proposition. La convention reste comme elle était.")
    ),
}
AMENDMENT_REQUESTS: dict[str, StateLabel] = {
    RequestState.ASKED: _state(
        _("À examiner"),
        "waiting",
        _("Reprenez la demande dans un avenant, changée ou non, ou déclinez-la avec une raison."),
    ),
    RequestState.TAKEN_UP: _state(
        _("Reprise dans un avenant"), "success", _("L’avenant que vous avez proposé suit son cours.")
    ),
    RequestState.DECLINED: _state(
        _("Déclinée"), "neutral", _("L’organisme lit votre raison. La convention ne change pas.")
    ),
    RequestState.WITHDRAWN: _state(
        _("Retirée"), "neutral", _("L’organisme a retiré sa demande. La convention ne change pas.")
    ),
}
REQUEST_PASSAGES = {
    "take_up": _("Reprise dans un avenant"),
    "decline": _("Demande déclinée par la région"),
    "withdraw": _("Demande retirée par l’organisme"),
}
AMENDMENT_PASSAGES = {
    "authorise": _("Autorisé par résolution"),
    "accept": _("Accepté par l’organisme"),
    "record_acceptance": _("Signature de l’organisme sur papier, inscrite"),
    "decline": _("Décliné par l’organisme"),
    "withdraw": _("Retiré par la région"),
}
RECOVERIES = {
    RecoveryState.OPEN: _state(_("À recevoir"), "waiting"),
    RecoveryState.RECEIVED: _state(_("Reçu"), "success"),
    RecoveryState.CANCELLED: _state(_("Annulé"), "neutral"),
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
GRANT_PASSAGES = {
    "accept": _("Offre acceptée en ligne par l’organisme"),
    "record_signature": _("Convention signée sur papier"),
    "decline": _("Offre déclinée par l’organisme"),
    "record_refusal": _("Refus de l’organisme consigné"),
    "lapse": _("Échéance de l’offre consignée"),
    "end_payments": _("Fin des versements"),
    "close": _("Aide terminée"),
}

PASSAGES = {
    "sign": _("Alliance signée"),
    "amend": _("Alliance modifiée, nouvelle version"),
    "adopt": _("Plan local adopté"),
    "replace": _("Remplacé par une version révisée"),
    "publish": _("Appel publié"),
    "close": _("Appel fermé"),
    "send": _("Envoi"),
    "ask_correction": _("Correction demandée"),
    "cancel_correction": _("Demande de correction annulée"),
    "withdraw": _("Demande retirée"),
    "recommend": _("Recommandation consignée"),
    "grant": _("Demande acceptée par résolution"),
    "decline": _("Demande refusée par résolution"),
    "accept": _("Reddition acceptée"),
    "send_back": _("Reddition retournée"),
}

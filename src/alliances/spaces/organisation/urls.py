from django.urls import path

from alliances.domain.grants.models import ReportKind
from alliances.spaces.organisation.profile import views as profile
from alliances.spaces.organisation.views import (
    amendment_requests,
    amendments,
    applications,
    documents,
    grants,
    offers,
    reports,
    sending,
    writing,
)

INTERIM = {"kind": ReportKind.INTERIM}

urlpatterns = [
    path("profil/", profile.profile, name="organisation_profile"),
    path("profil/documents/<int:pk>/", profile.document, name="organisation_file"),
    path("profil/<int:pk>/", profile.edit, name="organisation_profile_edit"),
    path("inscription/", profile.register, name="organisation_register"),
    path("acces/<int:pk>/", profile.join_request, name="organisation_join_request"),
    path("demandes/", applications.index, name="organisation_applications"),
    path("appels/<int:pk>/demande/", applications.begin, name="organisation_start"),
    path("demandes/<int:pk>/", applications.file, name="organisation_application"),
    path("demandes/<int:pk>/etapes/documents/", documents.step, name="organisation_documents"),
    path("documents/<int:pk>/", documents.download, name="organisation_document"),
    path("documents/<int:pk>/retrait/", documents.remove, name="organisation_document_remove"),
    path("demandes/<int:pk>/etapes/<slug:slug>/", writing.step, name="organisation_application_step"),
    path("demandes/<int:pk>/verification/", sending.check, name="organisation_application_check"),
    path("demandes/<int:pk>/accuse/", sending.receipt, name="organisation_application_receipt"),
    path("demandes/<int:pk>/retrait/", sending.withdraw, name="organisation_application_withdraw"),
    path("aides/", grants.index, name="organisation_grants"),
    path("aides/<int:pk>/", grants.grant, name="organisation_grant"),
    path("aides/<int:pk>/offre/", offers.offer, name="organisation_offer"),
    path("aides/<int:pk>/offre/decliner/", offers.decline, name="organisation_offer_decline"),
    path("aides/<int:pk>/demander-un-avenant/", amendment_requests.ask, name="organisation_amendment_ask"),
    path(
        "demandes-avenant/<int:pk>/",
        amendment_requests.amendment_request,
        name="organisation_amendment_request",
    ),
    path("avenants/<int:pk>/", amendments.amendment, name="organisation_amendment"),
    path("aides/<int:pk>/reddition/", reports.report, name="organisation_report"),
    path("aides/<int:pk>/reddition/accuse/", reports.receipt, name="organisation_report_receipt"),
    path("aides/<int:pk>/rapport-etape/", reports.report, INTERIM, name="organisation_interim"),
    path(
        "aides/<int:pk>/rapport-etape/accuse/", reports.receipt, INTERIM, name="organisation_interim_receipt"
    ),
]

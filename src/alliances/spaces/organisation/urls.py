from django.urls import path

from alliances.spaces.organisation.views import applications, grants, sending, writing

urlpatterns = [
    path("demandes/", applications.index, name="organisation_applications"),
    path("appels/<int:pk>/demande/", applications.start, name="organisation_start"),
    path("demandes/<int:pk>/", applications.file, name="organisation_application"),
    path("demandes/<int:pk>/etapes/<slug:slug>/", writing.step, name="organisation_application_step"),
    path("demandes/<int:pk>/verification/", sending.check, name="organisation_application_check"),
    path("demandes/<int:pk>/accuse/", sending.receipt, name="organisation_application_receipt"),
    path("demandes/<int:pk>/retrait/", sending.withdraw, name="organisation_application_withdraw"),
    path("aides/", grants.index, name="organisation_grants"),
    path("aides/<int:pk>/", grants.grant, name="organisation_grant"),
    path("aides/<int:pk>/reddition/", grants.report, name="organisation_report"),
]

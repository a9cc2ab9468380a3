from django.urls import path

from alliances.spaces.manager.views import alliances, applications, calls, grants, plans, reports

urlpatterns = [
    path("alliances/", alliances.alliance_list, name="manager_alliance_list"),
    path("alliances/<int:pk>/", alliances.alliance_page, name="manager_alliance"),
    path("alliances/<int:pk>/cadre/", alliances.framework_new, name="manager_framework_new"),
    path("alliances/<int:pk>/plans-locaux/nouveau/", plans.plan_new, name="manager_local_plan_new"),
    path("alliances/<int:pk>/appels/nouveau/", calls.call_new, name="manager_call_new"),
    path("plans-locaux/", plans.plan_list, name="manager_local_plan_list"),
    path("plans-locaux/<int:pk>/", plans.plan_page, name="manager_local_plan"),
    path("plans-locaux/<int:pk>/priorites/nouvelle/", plans.priority_new, name="manager_priority_new"),
    path("plans-locaux/<int:pk>/adopter/", plans.plan_adopt, name="manager_local_plan_adopt"),
    path("appels/", calls.call_list, name="manager_call_list"),
    path("appels/<int:pk>/", calls.call_page, name="manager_call"),
    path("appels/<int:pk>/publier/", calls.call_publish, name="manager_call_publish"),
    path("appels/<int:pk>/fermer/", calls.call_close, name="manager_call_close"),
    path("demandes/", applications.application_list, name="manager_application_list"),
    path("demandes/<int:pk>/", applications.application_page, name="manager_application"),
    path("demandes/<int:pk>/recommandation/", applications.recommend, name="manager_recommend"),
    path("decisions/", grants.decision_list, name="manager_decision_list"),
    path("decisions/<int:pk>/convention/", grants.grant_sign, name="manager_grant_sign"),
    path("aides/", grants.grant_list, name="manager_grant_list"),
    path("aides/<int:pk>/", grants.grant_page, name="manager_grant"),
    path("redditions/", reports.report_list, name="manager_report_list"),
    path("redditions/<int:pk>/", reports.report_page, name="manager_report"),
    path("redditions/<int:pk>/accepter/", reports.report_accept, name="manager_report_accept"),
    path("redditions/<int:pk>/retourner/", reports.report_send_back, name="manager_report_send_back"),
]

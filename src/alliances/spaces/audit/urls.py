from django.urls import path

from alliances.spaces.audit import views

urlpatterns = [
    path("", views.home, name="audit_home"),
    path("ecritures/", views.entries, name="audit_entries"),
    path("soldes/", views.balances, name="audit_balances"),
    path("decisions/", views.decisions, name="audit_decisions"),
]

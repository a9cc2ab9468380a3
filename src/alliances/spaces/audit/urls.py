from django.urls import path

from alliances.spaces.audit.views import books, records, registers

urlpatterns = [
    path("", records.home, name="audit_home"),
    path("ecritures/", records.entries, name="audit_entries"),
    path("ecritures/<int:pk>/", books.entry, name="audit_entry"),
    path("soldes/", records.balances, name="audit_balances"),
    path("balance/", books.trial, name="audit_trial"),
    path("comptes/<int:pk>/", books.account, name="audit_account"),
    path("engagements/", registers.commitments, name="audit_commitments"),
    path("tardives/", registers.late, name="audit_late"),
    path("decisions/", records.decisions, name="audit_decisions"),
]

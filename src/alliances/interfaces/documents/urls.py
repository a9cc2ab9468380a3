from django.urls import path

from alliances.interfaces.documents import ledger_views, views

urlpatterns = [
    path("repartitions/<int:pk>/decision.pdf", views.allocation, name="document_allocation"),
    path("demandes/<int:pk>/accuse-de-reception.pdf", views.receipt, name="document_receipt"),
    path("conventions/<int:pk>/convention.pdf", views.agreement, name="document_agreement"),
    path("avenants/<int:pk>/avenant.pdf", views.amendment, name="document_amendment"),
    path("redditions/<int:pk>/reddition.pdf", views.report, name="document_report"),
    path("resolutions/<int:pk>/resolution.pdf", views.resolution, name="document_resolution"),
    path("grand-livre/balance.pdf", ledger_views.trial, name="document_trial"),
    path("grand-livre/comptes/<int:pk>/releve.pdf", ledger_views.account, name="document_account"),
    path("grand-livre/ecritures/<int:pk>/ecriture.pdf", ledger_views.entry, name="document_entry"),
    path("grand-livre/engagements.pdf", ledger_views.commitments, name="document_commitments"),
    path("grand-livre/tardives.pdf", ledger_views.late, name="document_late"),
]

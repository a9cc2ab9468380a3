from django.urls import path

from alliances.interfaces.documents import views

urlpatterns = [
    path("repartitions/<int:pk>/decision.pdf", views.allocation, name="document_allocation"),
    path("demandes/<int:pk>/accuse-de-reception.pdf", views.receipt, name="document_receipt"),
    path("conventions/<int:pk>/convention.pdf", views.agreement, name="document_agreement"),
    path("avenants/<int:pk>/avenant.pdf", views.amendment, name="document_amendment"),
    path("redditions/<int:pk>/reddition.pdf", views.report, name="document_report"),
    path("resolutions/<int:pk>/resolution.pdf", views.resolution, name="document_resolution"),
]

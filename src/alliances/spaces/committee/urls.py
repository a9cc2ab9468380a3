from django.urls import path

from alliances.spaces.committee import views

urlpatterns = [
    path("demandes/", views.index, name="committee_applications"),
    path("demandes/<int:pk>/", views.file, name="committee_application"),
    path("documents/<int:pk>/", views.document, name="committee_document"),
    path("mes-notes/", views.scores, name="committee_scores"),
]

from django.urls import path

from alliances.spaces.advisory import views

urlpatterns = [
    path("avis/", views.opinions, name="advisory_opinions"),
    path("avis/nouveau/", views.new, name="advisory_opinion_new"),
    path("avis/<int:pk>/", views.opinion, name="advisory_opinion"),
    path("avis/<int:pk>/publier/", views.publish, name="advisory_opinion_publish"),
]

from django.urls import path

from alliances.spaces.council import views

urlpatterns = [
    path("appels/", views.calls, name="council_calls"),
    path("appels/<int:pk>/", views.call, name="council_call"),
    path("resolutions/", views.resolutions, name="council_resolutions"),
    path("resolutions/<int:pk>/", views.resolution, name="council_resolution"),
]

from django.urls import path

from alliances.spaces.me import views

urlpatterns = [
    path("aujourdhui/", views.today, name="today"),
    path("moi/", views.profile, name="profile"),
]

from django.urls import path

from alliances.spaces.me import invitations, views

urlpatterns = [
    path("aujourdhui/", views.today, name="today"),
    path("moi/", views.profile, name="profile"),
    path("moi/invitations/", invitations.invite, name="invitations"),
    path("invitation/<str:secret>/", invitations.accept, name="invitation"),
]

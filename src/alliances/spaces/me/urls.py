from django.urls import path

from alliances.spaces.me import invitations, mailbox, views

urlpatterns = [
    path("aujourdhui/", views.today, name="today"),
    path("moi/", views.profile, name="profile"),
    path("moi/messages/", mailbox.inbox, name="mailbox"),
    path("moi/messages/<int:pk>/", mailbox.message, name="mailbox_message"),
    path("moi/invitations/", invitations.invite, name="invitations"),
    path("moi/invitations/<int:pk>/", invitations.invitation, name="invitation_sent"),
    path("invitation/<str:secret>/", invitations.accept, name="invitation"),
]

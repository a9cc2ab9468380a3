from django.urls import path

from alliances.spaces.payments import views

urlpatterns = [
    path("", views.grant_list, name="payments_grants"),
    path("aides/<int:pk>/", views.grant_page, name="payments_grant"),
    path("tranches/<int:pk>/demander/", views.request_payment, name="payments_request"),
    path("a-approuver/", views.waiting_list, name="payments_to_approve"),
    path("tous/", views.payment_list, name="payments_list"),
    path("<int:pk>/", views.payment_page, name="payments_payment"),
    path("<int:pk>/approuver/", views.approve, name="payments_approve"),
    path("<int:pk>/refuser/", views.refuse, name="payments_refuse"),
    path("<int:pk>/inscrire/", views.mark_paid, name="payments_mark_paid"),
    path("remboursements/<int:pk>/recu/", views.receive, name="payments_receive"),
]

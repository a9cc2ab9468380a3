from django.urls import path

from alliances.ui import views

urlpatterns = [
    path("composants/", views.components, name="components"),
]

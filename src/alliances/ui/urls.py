from django.urls import path

from alliances.ui import views

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("composants/", views.components, name="components"),
]

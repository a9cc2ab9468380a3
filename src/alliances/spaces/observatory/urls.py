from django.urls import path

from alliances.spaces.observatory import views

urlpatterns = [path("", views.comparison, name="observatory")]

from django.urls import path

from alliances.spaces.council.views import amendments, bodies, decisions, reports, sittings

urlpatterns = [
    path("appels/", decisions.calls, name="council_calls"),
    path("appels/<int:pk>/", decisions.call, name="council_call"),
    path("avenants/<int:pk>/", amendments.amendment, name="council_amendment"),
    path("documents/<int:pk>/", decisions.document, name="council_document"),
    path("redditions/", reports.reports, name="council_reports"),
    path("resolutions/", decisions.resolutions, name="council_resolutions"),
    path("resolutions/<int:pk>/", decisions.resolution, name="council_resolution"),
    path("instances/", bodies.index, name="council_bodies"),
    path("instances/nouvelle/", bodies.new, name="council_body_new"),
    path("instances/<int:pk>/", bodies.page, name="council_body"),
    path("instances/<int:pk>/regles/", bodies.rules_of, name="council_body_rules"),
    path("instances/<int:pk>/seances/nouvelle/", sittings.new, name="council_sitting_new"),
    path("sieges/<int:pk>/", bodies.seat, name="council_seat"),
    path("seances/<int:pk>/", sittings.page, name="council_sitting"),
]

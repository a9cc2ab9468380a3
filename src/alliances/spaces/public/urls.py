"""Public pages. The facts first; the journey of the demonstration's money is added by other modules of this space."""

from django.urls import path

from alliances.spaces.public.views import (
    anchors,
    bodies,
    figures,
    home,
    law,
    plans,
    search,
    territories,
    voices,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("sources/", home.sources, name="sources"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("buts/<int:number>/", plans.goal, name="goal"),
    path("mesures/<str:code>/", plans.measure, name="measure"),
    path("territoires/", territories.territory_list, name="territories"),
    path("territoires/<str:code>/", territories.territory, name="territory"),
    path("loi/", law.law, name="law"),
    path("loi/obligations/", law.obligations, name="obligations"),
    path("loi/article-<int:number>/", law.article, name="article"),
    path("comite-consultatif/", bodies.advisory_committee, name="advisory_committee"),
    path("avis/<int:pk>/", voices.opinion, name="opinion"),
    path("publications/", voices.publications, name="publications"),
    path("chiffres/seuils/", figures.thresholds, name="thresholds"),
    path("empreintes/", anchors.anchors, name="anchors"),
    path("empreintes.json", anchors.anchors_file, name="anchors_file"),
    path("recherche/", search.search, name="search"),
]

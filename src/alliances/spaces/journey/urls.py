from django.urls import path

from alliances.spaces.journey.views import bodies, calls, chain, eligibility, grants, money, places

urlpatterns = [
    path("appels/", calls.call_list, name="call_list"),
    path("appels/<int:pk>/", calls.call_page, name="call_page"),
    path("appels/<int:pk>/admissibilite/", eligibility.questions, name="call_eligibility"),
    path("alliances/", places.alliance_list, name="alliance_list"),
    path("alliances/<int:pk>/", places.alliance_page, name="alliance_page"),
    path("territoires/<str:code>/regles/", places.region_rules, name="region_rules"),
    path("plans-locaux/<int:pk>/", places.local_plan_page, name="local_plan_page"),
    path("instances/<int:pk>/", bodies.body_page, name="body_page"),
    path("priorites/<int:pk>/", places.priority_page, name="priority_page"),
    path("enveloppes/", money.envelope_list, name="envelope_list"),
    path("enveloppes/<int:pk>/", money.envelope_page, name="envelope_page"),
    path("repartitions/<int:pk>/", money.allocation_page, name="allocation_page"),
    path("repartitions/<int:pk>/probleme.json", money.allocation_problem, name="allocation_problem"),
    path("aides/", grants.grant_list, name="grant_list"),
    path("aides/<int:pk>/", grants.grant_page, name="grant_page"),
    path("versements-publics/<int:pk>/", grants.payment_page, name="payment_page"),
    path("organismes/<int:pk>/", grants.organisation_page, name="organisation_page"),
    path("parcours/", chain.index, name="chain_index"),
    path("parcours/<slug:kind>/<str:code>/<slug:what>/", chain.whole_list, name="journey_list"),
    path("parcours/<int:pk>/", chain.walk, name="chain_page"),
]

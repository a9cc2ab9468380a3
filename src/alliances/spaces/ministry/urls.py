from django.urls import path

from alliances.spaces.ministry.movements import FORMS, route_of
from alliances.spaces.ministry.views import (
    alliances,
    carry_over,
    comparison,
    envelopes,
    funds,
    measures,
    movements,
    scenarios,
    workshop,
    years,
)

urlpatterns = [
    path("enveloppes/", envelopes.envelope_list, name="ministry_envelope_list"),
    path("enveloppes/nouvelle/", envelopes.envelope_new, name="ministry_envelope_new"),
    path("enveloppes/<int:pk>/", envelopes.envelope_page, name="ministry_envelope"),
    path("enveloppes/<int:pk>/releve/", envelopes.statement, name="ministry_envelope_statement"),
    path("enveloppes/<int:pk>/repartir/", workshop.workshop, name="ministry_workshop"),
    path("enveloppes/<int:pk>/comparer/", comparison.comparison, name="ministry_comparison"),
    path("enveloppes/<int:pk>/exercices/", movements.years, name="ministry_envelope_years"),
    path("enveloppes/<int:pk>/regle-de-report/", carry_over.rule_new, name="ministry_carry_rule_new"),
    path("enveloppes/<int:pk>/partie/", movements.part_new, name="ministry_part_new"),
    *(
        path(f"enveloppes/<int:pk>/{slug}/", movements.movement_new, {"slug": slug}, name=route_of(slug))
        for slug in FORMS
    ),
    path("mouvements/", movements.movement_list, name="ministry_movement_list"),
    path("mouvements/<int:pk>/", movements.movement_page, name="ministry_movement"),
    path("mouvements/<int:pk>/approuver/", movements.movement_approve, name="ministry_movement_approve"),
    path("mouvements/<int:pk>/refuser/", movements.movement_refuse, name="ministry_movement_refuse"),
    path("fonds/<int:pk>/", funds.fund_page, name="ministry_fund"),
    path("repartitions/", scenarios.scenario_list, name="ministry_scenario_list"),
    path("repartitions/<int:pk>/", scenarios.scenario_page, name="ministry_scenario"),
    path("repartitions/<int:pk>/probleme.json", scenarios.problem, name="ministry_scenario_problem"),
    path("repartitions/<int:pk>/proposer/", scenarios.propose, name="ministry_scenario_propose"),
    path("repartitions/<int:pk>/adopter/", scenarios.adopt, name="ministry_scenario_adopt"),
    path("repartitions/<int:pk>/ecarter/", scenarios.discard, name="ministry_scenario_discard"),
    path("alliances/", alliances.alliance_list, name="ministry_alliance_list"),
    path("alliances/nouvelle/", alliances.alliance_new, name="ministry_alliance_new"),
    path("alliances/<int:pk>/", alliances.alliance_page, name="ministry_alliance"),
    path("alliances/<int:pk>/signer/", alliances.alliance_sign, name="ministry_alliance_sign"),
    path("exercices/", years.year_list, name="ministry_year_list"),
    path("exercices/<int:pk>/", years.year_page, name="ministry_year"),
    path("mesures/", measures.measure_list, name="ministry_measure_list"),
    path("mesures/<str:code>/", measures.measure_page, name="ministry_measure"),
    path("porte-parole/<int:pk>/terminer/", measures.spokesperson_end, name="ministry_spokesperson_end"),
    path("avis/", measures.opinion_list, name="ministry_opinion_list"),
    path("avis/<int:pk>/", measures.opinion_page, name="ministry_opinion"),
]

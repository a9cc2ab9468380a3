"""What the bodies and the committee say in the demonstration: fictitious sentences on real measures, marked as such."""

from datetime import timedelta

from django.utils import timezone

from alliances.domain.strategy import actions
from alliances.domain.strategy.models import Measure, Plan, ResponsibleBody
from alliances.ops.demo.files import Troupe

ALLIANCES, ANSWERS_FOR_IT = "PAGMAP-3.1.1.1", "MESS"


def speak(troupe: Troupe) -> None:
    """Progress with a correction, an opinion with its answer, one that waits, and a draft."""
    officer, committee = troupe["ministere"], troupe["cclp"]
    body = ResponsibleBody.objects.get(acronym=ANSWERS_FOR_IT)
    measure = Measure.objects.get(code=ALLIANCES)
    plan = Plan.objects.get(code="PAGMAP")
    today = timezone.localdate()
    actions.name_spokesperson(actor=officer, body=body, account=officer)
    mistaken = actions.post_progress(
        actor=officer,
        measure=measure,
        body=body,
        as_of=today - timedelta(days=120),
        sentence="Phrase fictive : toutes les ententes de la démonstration sont signées.",
    )
    actions.post_progress(
        actor=officer,
        measure=measure,
        body=body,
        as_of=today - timedelta(days=120),
        sentence="Phrase fictive : deux Alliances de la démonstration sont signées, une troisième attend son partage.",
        corrects=mistaken,
    )
    actions.post_progress(
        actor=officer,
        measure=measure,
        body=body,
        as_of=today - timedelta(days=12),
        sentence="Phrase fictive : un premier projet a rendu compte, deux autres reçoivent leurs versements.",
        spent_cents=6_600_000,
        spent_precision="rounded",
    )
    first = actions.draft_opinion(
        actor=committee,
        plan=plan,
        title="Dire où en est chaque mesure (avis fictif)",
        text=(
            "Avis fictif, écrit pour la démonstration.\n\n"
            "Le comité lit un plan de plusieurs années sans savoir, en chemin, ce qui se fait. "
            "Les personnes en situation de pauvreté demandent des faits datés, pas des annonces.\n\n"
            "Le comité recommande une phrase datée par mesure, deux fois l’an, avec le montant dépensé quand il est "
            "connu. Un trou qui se voit vaut mieux qu’un silence."
        ),
        reply_expected_by=today + timedelta(days=60),
    )
    actions.publish_opinion(actor=committee, opinion=first)
    actions.answer_opinion(
        actor=officer,
        opinion=first,
        body=body,
        text="Réponse fictive. Le ministère publie une phrase pour la mesure des Alliances. Les autres suivront.",
    )
    second = actions.draft_opinion(
        actor=committee,
        measure=measure,
        title="Payer la participation des personnes (avis fictif)",
        text=(
            "Avis fictif, écrit pour la démonstration.\n\n"
            "Participer coûte : le transport, la garde, le temps. Le comité recommande que chaque Alliance publie la "
            "règle qu’elle applique pour ces dépenses."
        ),
        reply_expected_by=today + timedelta(days=90),
    )
    actions.publish_opinion(actor=committee, opinion=second)
    actions.draft_opinion(
        actor=committee,
        about_fund=True,
        title="Le fonds entre deux plans (brouillon fictif)",
        text="Brouillon fictif. Le comité entend des organismes sur les mois sans entente entre deux plans.",
    )

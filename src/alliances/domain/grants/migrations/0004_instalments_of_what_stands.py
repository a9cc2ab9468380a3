"""Agreements signed before instalments existed: one instalment for each payment, and one for what is left."""

from django.db import migrations


def fill(apps, schema_editor):
    Grant, Instalment = apps.get_model("grants", "Grant"), apps.get_model("grants", "Instalment")
    for grant in Grant.objects.select_related("decision").filter(amount_cents=None):
        grant.amount_cents = grant.decision.amount_cents
        grant.offered_on = grant.expires_on = grant.signed_on
        grant.offered_by_id = grant.signed_by_id
        grant.save()
        left, rank = grant.amount_cents, 0
        for payment in grant.payments.exclude(state="refused").order_by("requested_at", "pk"):
            rank += 1
            left -= payment.amount_cents
            payment.instalment = _plan(Instalment, grant, rank, payment.amount_cents, payment.purpose)
            payment.evidence = payment.purpose
            payment.save()
        if left:
            _plan(Instalment, grant, rank + 1, left, "Le reste de la convention")
        first = grant.instalments.order_by("rank").first()
        grant.payments.filter(instalment=None).update(instalment=first)
    apps.get_model("grants", "Payment").objects.filter(evidence="").update(evidence="–")


def _plan(Instalment, grant, rank, cents, condition):
    return Instalment.objects.create(
        grant=grant, rank=rank, amount_cents=cents, due_on=grant.signed_on, condition=condition or "–"
    )


class Migration(migrations.Migration):
    dependencies = [("grants", "0003_offers_and_instalments")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

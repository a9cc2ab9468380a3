"""Files written before forms and budgets existed: their three texts become answers, their two amounts become lines."""

from django.db import migrations
from django.utils import timezone

TEXTS = {
    "need": "Quel besoin avez-vous constaté?",
    "activities": "Que ferez-vous?",
    "participation": "Quelle place ont les personnes en situation de pauvreté dans le projet?",
}


def _first_form(apps):
    """The three questions that every application answered, as a published form that no call is offered any more."""
    models = {name: apps.get_model("forms", name) for name in ("Form", "FormVersion", "Section", "Question")}
    form = models["Form"].objects.create(code="origine", title="Formulaire d’origine", title_en="First form", rank=999)
    version = models["FormVersion"].objects.create(form=form, number=1)
    section = models["Section"].objects.create(version=version, rank=1, code="recit", title="Le récit du projet", title_en="The story of the project")
    for rank, (code, label) in enumerate(TEXTS.items(), start=1):
        models["Question"].objects.create(section=section, rank=rank, code=code, kind="long_text", label=label, longest=20_000)
    version.published_at = timezone.now()
    version.save()
    return version


def forwards(apps, schema_editor):
    Application, Call = apps.get_model("applications", "Application"), apps.get_model("calls", "Call")
    if Call.objects.filter(form_version=None).exists():
        Call.objects.filter(form_version=None).update(form_version=_first_form(apps))
    Question = apps.get_model("forms", "Question")
    Answer = apps.get_model("applications", "Answer")
    for application in Application.objects.select_related("call").order_by("pk"):
        application.form_version_id = application.form_version_id or application.call.form_version_id
        application.save(update_fields=["form_version"])
        asked = Question.objects.filter(section__version_id=application.form_version_id, code__in=TEXTS)
        for question in asked:
            kept = application.unread.get(question.code)
            typed = kept or getattr(application, question.code)
            if typed and not Answer.objects.filter(application=application, question=question).exists():
                Answer.objects.create(
                    application=application, question=question, typed=typed, value=None if kept else typed
                )
        _lines(apps, application)


def _lines(apps, application):
    BudgetLine = apps.get_model("applications", "BudgetLine")
    asked, cost = application.requested_cents, application.total_cost_cents
    if BudgetLine.objects.filter(application=application).exists() or (asked is None and cost is None):
        return
    if cost is not None:
        BudgetLine.objects.create(
            application=application, side="cost", rank=1, category="other_cost", label="Coût du projet", amount_cents=cost
        )
    BudgetLine.objects.create(
        application=application, side="revenue", rank=1, category="requested", amount_cents=asked, is_requested=True
    )
    if asked is not None and cost is not None and cost > asked:
        BudgetLine.objects.create(
            application=application, side="revenue", rank=2, category="other_revenue",
            label="Autres sources", amount_cents=cost - asked,
        )


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_form_budget_results"), ("forms", "0002_published_never_changes")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

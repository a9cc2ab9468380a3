from django.db import migrations, models

STATES = [
    ("checking", "Analyse antivirus en cours"),
    ("clean", "Analysé, rien trouvé"),
    ("unscanned", "Sans analyse antivirus"),
    ("refused", "Refusé par l’analyse"),
]


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="state",
            field=models.CharField(choices=STATES, default="checking", max_length=10),
        )
        for name in ("storedfile", "storedfileevent")
    ]

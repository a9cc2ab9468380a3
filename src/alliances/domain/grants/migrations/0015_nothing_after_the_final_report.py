from pathlib import Path

from django.db import migrations

ENDINGS = Path(__file__).resolve().parent.parent / "sql" / "endings.sql"


class Migration(migrations.Migration):
    dependencies = [("grants", "0014_interim_per_instalment"), ("review", "0003_ranked_recommendations")]

    operations = [migrations.RunSQL(ENDINGS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

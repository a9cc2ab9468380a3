from pathlib import Path

from django.db import migrations

CARRY_OVER = Path(__file__).resolve().parent.parent / "sql" / "carry_over.sql"


class Migration(migrations.Migration):
    dependencies = [("envelopes", "0007_carry_over_rules")]

    operations = [migrations.RunSQL(CARRY_OVER.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

from pathlib import Path

from django.db import migrations

GIVEN_BY_TWO = Path(__file__).resolve().parent.parent / "sql" / "given_by_two.sql"


class Migration(migrations.Migration):
    dependencies = [("people", "0006_invitations_given_by_two")]

    operations = [migrations.RunSQL(GIVEN_BY_TWO.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

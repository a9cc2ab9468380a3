from pathlib import Path

from django.db import migrations

SENT_STAYS = Path(__file__).resolve().parent.parent / "sql" / "sent_stays.sql"


class Migration(migrations.Migration):
    dependencies = [("applications", "0007_attachments")]

    operations = [migrations.RunSQL(SENT_STAYS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

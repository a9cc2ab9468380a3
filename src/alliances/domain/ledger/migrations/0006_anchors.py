from pathlib import Path

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

ANCHORS = Path(__file__).resolve().parent.parent / "sql" / "anchors.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_closing_local_date'),
    ]

    operations = [
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveBigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='anchors', to='ledger.book')),
            ],
            options={
                'ordering': ['-day', 'book'],
                'constraints': [models.UniqueConstraint(fields=('book', 'day'), name='anchor_once_per_book_and_day', violation_error_message='Un livre a une seule empreinte par jour.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='anchor',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6a926177caadbffbee3c29ebff337986352d70fe', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_124ab', table='ledger_anchor', when='BEFORE')),
        ),
        migrations.RunSQL(ANCHORS.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]

"""The trail of one member of staff is found without reading everybody's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dibao", "0012_blocks_are_sealed_by_the_database")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["staff_key", "-id"], name="audit_event_staff"),
        ),
    ]

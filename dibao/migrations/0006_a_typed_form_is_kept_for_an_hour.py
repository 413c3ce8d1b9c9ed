"""What was typed while a log-in had run out is kept for an hour, sealed, for the one who typed it."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dibao.fields


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0005_traces_are_bound_to_who_acts"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=1000, verbose_name="网址")),
                ("came_from", models.CharField(max_length=1000, verbose_name="来自")),
                ("typed", dibao.fields.SealedField(editable=False, verbose_name="内容")),
                (
                    "kept_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="留存时间"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="工作人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "留存的表单",
                "verbose_name_plural": "留存的表单",
            },
        ),
    ]

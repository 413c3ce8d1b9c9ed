"""What is being typed is kept by itself, sealed, for nobody but the one who types it."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dibao.fields
from dibao.migration_operations import protect_by_area

TABLE = "dibao_autosavedform"
# The area's policy lets in, this one keeps out: of all who work in an area only the one who typed sees a row, and
# work without a person behind it only what nobody came back for in fourteen days.
MINE = "staff_id = (scope_story() ->> 'staff')::bigint"
FORGOTTEN = "scope_story() ->> 'staff' IS NULL AND kept_at < now() - interval '14 days'"


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0006_a_typed_form_is_kept_for_an_hour"),
    ]

    operations = [
        migrations.CreateModel(
            name="AutosavedForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=200, verbose_name="网址")),
                ("typed", dibao.fields.SealedField(editable=False, verbose_name="内容")),
                ("mark", models.UUIDField(verbose_name="表单编号")),
                (
                    "kept_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="留存时间"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_column="area_code",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dibao.area",
                        verbose_name="地区",
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
                "verbose_name": "自动保存的表单",
                "verbose_name_plural": "自动保存的表单",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff", "area", "path"), name="a_page_is_autosaved_once_a_person"
                    )
                ],
            },
        ),
        protect_by_area(TABLE),
        migrations.RunSQL(
            f"CREATE POLICY {TABLE}_own ON {TABLE} AS RESTRICTIVE "
            f"USING ({MINE} OR {FORGOTTEN}) WITH CHECK ({MINE});",
            f"DROP POLICY {TABLE}_own ON {TABLE};",
        ),
    ]

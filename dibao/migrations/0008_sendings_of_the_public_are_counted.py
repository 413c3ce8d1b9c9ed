"""What is sent without an account is counted by address, for an hour."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0007_what_is_typed_is_kept_by_itself"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicSending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="种类")),
                ("address_index", models.CharField(editable=False, max_length=32)),
                (
                    "sent_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
            ],
            options={
                "verbose_name": "公众提交计数",
                "verbose_name_plural": "公众提交计数",
                "indexes": [
                    models.Index(
                        fields=["kind", "address_index", "sent_at"], name="public_sendings"
                    )
                ],
            },
        ),
    ]

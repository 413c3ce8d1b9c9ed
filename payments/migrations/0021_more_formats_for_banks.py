"""Four more formats may be stored: two of the cooperatives, the postal bank's, and ISO 20022."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0008_sendings_of_the_public_are_counted"),
        ("payments", "0020_what_a_night_compared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="bankfile",
            name="file_format_is_known",
        ),
        migrations.AlterField(
            model_name="bankfile",
            name="format",
            field=models.CharField(
                choices=[
                    ("roster_xlsx", "发放名册（.xlsx）"),
                    ("plain_csv", "代发文件（.csv）"),
                    ("coop_xlsx", "农信社代发清单（.xlsx）"),
                    ("coop_text", "农信社代发文本（.txt）"),
                    ("postal_csv", "邮储代发文件（.csv）"),
                    ("pain001_xml", "银企直联报文（pain.001，.xml）"),
                ],
                max_length=20,
                verbose_name="格式",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "format__in",
                        [
                            "roster_xlsx",
                            "plain_csv",
                            "coop_xlsx",
                            "coop_text",
                            "postal_csv",
                            "pain001_xml",
                        ],
                    )
                ),
                name="file_format_is_known",
            ),
        ),
    ]

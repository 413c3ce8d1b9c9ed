"""One decision a case, without exception, and a word for why a benefit ends."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applicants", "0021_an_end_is_decided_on_a_case_of_its_own")]

    operations = [
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("case",), name="a_case_is_decided_once"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "end_reason__in",
                            [
                                "income",
                                "property",
                                "death",
                                "moved",
                                "voluntary",
                                "non_cooperation",
                                "other",
                            ],
                        ),
                        ("outcome", "end"),
                    ),
                    models.Q(models.Q(("outcome", "end"), _negated=True), ("end_reason", "")),
                    _connector="OR",
                ),
                name="a_decision_to_end_says_why",
            ),
        ),
    ]

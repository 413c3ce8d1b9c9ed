"""An agency reads nothing of a family that took its consent back, on whatever referral (decision 22)."""

from importlib import import_module

from django.db import migrations

# Files that begin with a number are no names in a program.
_BEFORE = import_module("applicants.migrations.0058_referrals_are_seen_by_their_agency").SHARED
_CONSENTS = """      AND EXISTS (SELECT FROM applicants_aidconsent c WHERE c.household_id = h.id AND c.revoked_on IS NULL)
$$;"""


def _replacing(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("applicants", "0059_referrals_are_answered_by_their_agency")]

    operations = [
        migrations.RunSQL(
            _replacing(_BEFORE).replace("$$;", _CONSENTS),
            _replacing(_BEFORE),
        ),
    ]

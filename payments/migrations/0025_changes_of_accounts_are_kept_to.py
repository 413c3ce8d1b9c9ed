"""Of an account its end and the steps of its change may be written; the rules say how long a change cools off, and the
search for one account of two families looks at what counts on the day."""

from importlib import import_module

from django.conf import settings
from django.db import migrations

_CHANGES = (
    "starts_on, told_on, told_how, told_to, confirmed_by_id, confirmed_on, withdrawn_by_id, withdrawn_on,"
    " withdraw_reason"
)

# The county's own rules, else its prefecture's, as `RuleSet.objects.in_force` finds them; terms leave out what is as
# it was before there was such a term.
COOLING = """
CREATE FUNCTION account_cooling_days(place char, day date) RETURNS integer
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce((
        SELECT (r.terms ->> 'account_cooling_days')::integer FROM applicants_ruleset r
        WHERE r.status = 'active' AND r.first_day <= day AND (r.last_day IS NULL OR r.last_day >= day)
          AND r.area_code IN (rpad(left(place, 6), 12, '0'), rpad(left(place, 4), 12, '0'))
        ORDER BY r.area_code DESC LIMIT 1), 7)
$$;
"""
NO_COOLING = "DROP FUNCTION account_cooling_days(char, date);"

_search = import_module("payments.migrations.0014_one_account_for_two_families").SEARCH
_LASTS = "a.ends_on IS NULL AND b.ends_on IS NULL"
_COUNTS = (
    "a.status <> 'withdrawn' AND (a.ends_on IS NULL OR a.ends_on > today)"
    " AND b.status <> 'withdrawn' AND (b.ends_on IS NULL OR b.ends_on > today)"
)
_before = _search.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
# A change that waits has no first day yet.
_now = _before.replace(_LASTS, _COUNTS).replace(
    "a.starts_on)", "coalesce(a.starts_on, a.proposed_on))"
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0024_a_change_of_account_is_told_and_confirmed")]

    operations = [
        migrations.RunSQL(COOLING, NO_COOLING),
        migrations.RunSQL(
            f"GRANT UPDATE ({_CHANGES}) ON payments_account TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_CHANGES}) ON payments_account FROM {settings.APP_ROLE};",
        ),
        migrations.RunSQL(_now, _before),
    ]

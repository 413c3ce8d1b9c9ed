"""A batch that is not sealed follows its households' accounts."""

import importlib

from django.db import migrations

_before = importlib.import_module("payments.migrations.0019_recoveries_are_kept_to")

# The office's day. A demonstration and the tests live on a day of their own, which the application seals into the
# scope; without one it is the clock's, whatever a row says of itself.
TODAY = """
CREATE FUNCTION business_day() RETURNS date
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date)
$$;
"""
NO_TODAY = "DROP FUNCTION business_day();"

# Money that is to go to an account which has ended.
ENDED = """
CREATE FUNCTION lines_into_ended_accounts(wanted bigint)
RETURNS TABLE (household_id bigint, line_id bigint, grant_id bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT DISTINCT ON (l.household_id) l.household_id, l.id, l.grant_id
    FROM payments_paymentline l JOIN payments_account a ON a.id = l.account_id
    WHERE l.batch_id = wanted AND l.status = 'due' AND a.ends_on <= (SELECT business_day())
    ORDER BY l.household_id, l.serial
$$;
"""
NOT_ENDED = "DROP FUNCTION lines_into_ended_accounts(bigint);"

_WITH_ACCOUNTS = _before._DUE_WITH_RECOVERIES.replace(
    " FROM lines_unlike_recoveries(wanted) d\n$$;",
    " FROM lines_unlike_recoveries(wanted) d\n    UNION ALL\n    SELECT d.household_id, d.line_id, d.grant_id,"
    " 'account' FROM lines_into_ended_accounts(wanted) d\n$$;",
)


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0005_traces_are_bound_to_who_acts"),
        ("payments", "0033_what_disputes_find_is_kept_to"),
    ]

    operations = [
        migrations.RunSQL(TODAY, NO_TODAY),
        migrations.RunSQL(ENDED, NOT_ENDED),
        migrations.RunSQL(_WITH_ACCOUNTS, _before._DUE_WITH_RECOVERIES),
    ]

"""An agency finds its referrals by the names that it may know, and sees the workbooks that it brought itself."""

from importlib import import_module

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

SHEET, EVENT = "applicants_referralsheet", "applicants_referralsheetevent"
_CHANGES = "taken_by_id, taken_on, accepted_count, delivered_count, refused_count, left_out"

# Who an agency's people are is sealed into their scope. Each is asked once a statement, not once a row.
_AGENCY = "(SELECT (scope_story() ->> 'agency')::bigint)"
_FROM = "(SELECT scope_story() ->> 'agency_from')"
_TO = "(SELECT scope_story() ->> 'agency_to')"
_TODAY = (
    "(SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date))"
)
_BROUGHT_BY = f"agency_id = {_AGENCY} AND area_code >= {_FROM} AND area_code < {_TO}"
SEEN_BY_AGENCY = f"""
CREATE POLICY {SHEET}_agency ON {SHEET} USING ({_BROUGHT_BY}) WITH CHECK ({_BROUGHT_BY});
GRANT UPDATE ({_CHANGES}) ON {SHEET} TO {settings.APP_ROLE};
"""
# From the family's present and former members to its referrals, each way through an index: the people are found first,
# since of the terms the planner cannot know how many name a name, and would begin with all that the agency was sent.
NAMED = f"""
CREATE FUNCTION referrals_named(first_name varchar, behind varchar) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH named AS MATERIALIZED (
        SELECT p.id AS person_id, m.household_id
        FROM applicants_person p JOIN applicants_membership m ON m.person_id = p.id
        WHERE p.name >= first_name AND p.name < behind)
    SELECT DISTINCT r.id
    FROM named n
    JOIN applicants_household h ON h.id = n.household_id
    JOIN applicants_referral r ON r.household_id = h.id AND coalesce(r.person_id, h.head_id) = n.person_id
    WHERE r.terms_id = ANY (ARRAY(SELECT t.id FROM applicants_aidterms t WHERE t.terms -> 'fields' ? 'name'))
      AND r.agency_id = {_AGENCY} AND r.area_code >= {_FROM} AND r.area_code < {_TO}
      AND (r.status IN ('requested', 'accepted') OR r.seen_until >= {_TODAY})
      AND EXISTS (SELECT FROM applicants_aidconsent c WHERE c.household_id = h.id AND c.revoked_on IS NULL)
$$;
"""
# A workbook lies in the store of files until its rows are taken.
KEPT_BEFORE = import_module("applicants.migrations.0053_boards_and_photos_are_seen_by_area").KEPT
KEPT = KEPT_BEFORE.replace(
    "$$;", f"        OR EXISTS (SELECT FROM {SHEET} WHERE id = wanted AND taken_on IS NULL)\n$$;"
)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0061_agencies_answer_by_workbook")]

    operations = [
        protect_by_area(SHEET),
        protect_by_area(EVENT),
        withhold(SHEET, "UPDATE", "DELETE"),
        withhold(EVENT, "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(
            SEEN_BY_AGENCY,
            f"REVOKE UPDATE ({_CHANGES}) ON {SHEET} FROM {settings.APP_ROLE};"
            f"DROP POLICY {SHEET}_agency ON {SHEET};",
        ),
        migrations.RunSQL(NAMED, "DROP FUNCTION referrals_named(varchar, varchar);"),
        migrations.RunSQL(KEPT, KEPT_BEFORE),
    ]

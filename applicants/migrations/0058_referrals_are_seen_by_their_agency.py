"""Villages' rows are seen by area, and a referral also by the agency that answers it, while it may (decision 22)."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

REFERRAL, PART = "applicants_referral", "applicants_referralpart"
_NEVER_DELETED = ("applicants_aidconsent", "applicants_aiddecline", REFERRAL)
_EVENTS = ("applicants_aidconsentevent", "applicants_aiddeclineevent", "applicants_referralevent")
_ADDED_ONLY = ("applicants_referralact", PART)

_MOVING = {
    "applicants_aidconsent": "revoked_on, revoked_by_id, revoke_reason",
    "applicants_aiddecline": "lifted_on, lifted_by_id",
    "applicants_aiditem": "name, name_en, unit_en, position",
    REFERRAL: "status, version, accepted_by_id, accepted_on, delivery_due, closed_by_id, closed_on, close_reason,"
    " close_words, seen_until, delivered_parts, delivered_quantity, delivered_value",
}


def _changes_only(table: str, columns: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"REVOKE UPDATE ON {table} FROM {settings.APP_ROLE};"
        f"GRANT UPDATE ({columns}) ON {table} TO {settings.APP_ROLE};",
        f"REVOKE UPDATE ({columns}) ON {table} FROM {settings.APP_ROLE};"
        f"GRANT UPDATE ON {table} TO {settings.APP_ROLE};",
    )


# Who an agency's people are is sealed into their scope. Each is asked once a statement, not once a row.
_AGENCY = "(SELECT (scope_story() ->> 'agency')::bigint)"
_FROM = "(SELECT scope_story() ->> 'agency_from')"
_TO = "(SELECT scope_story() ->> 'agency_to')"
_TODAY = (
    "(SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date))"
)
_ANSWERED_HERE = f"""
    agency_id = {_AGENCY} AND area_code >= {_FROM} AND area_code < {_TO}
    AND (status IN ('requested', 'accepted') OR seen_until >= {_TODAY})
"""
SEEN_BY_AGENCY = f"""
CREATE POLICY {REFERRAL}_agency ON {REFERRAL} FOR SELECT USING ({_ANSWERED_HERE});
CREATE POLICY {REFERRAL}_answer ON {REFERRAL} FOR UPDATE USING ({_ANSWERED_HERE});
CREATE POLICY {PART}_agency ON {PART} USING (
    {_AGENCY} IS NOT NULL AND EXISTS (SELECT FROM {REFERRAL} r WHERE r.id = {PART}.referral_id));
"""
NOT_SEEN = f"""
DROP POLICY {PART}_agency ON {PART};
DROP POLICY {REFERRAL}_answer ON {REFERRAL};
DROP POLICY {REFERRAL}_agency ON {REFERRAL};
"""

# What an agency may know of the person, or of the head where the benefit is the household's: the recognised class
# stands in the referral, all else here if its terms name it. Sealed values stay sealed; they open for their person.
# There is no income, no property and no account among them.
SHARED = f"""
CREATE FUNCTION referral_shared(wanted bigint[]) RETURNS TABLE (
    referral_id bigint, person_id uuid, name varchar, head varchar, village varchar, group_name varchar,
    birth_date date, sex varchar, id_number text, phone text, disability_type smallint, disability_level smallint,
    disability_card text, is_student boolean, health varchar, labour_capacity varchar, diagnosis text,
    household_size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT r.id, p.id,
        CASE WHEN f ? 'name' THEN p.name END,
        CASE WHEN f ? 'head' THEN (SELECT q.name FROM applicants_person q WHERE q.id = h.head_id) END,
        CASE WHEN f ? 'village' THEN a.name END,
        CASE WHEN f ? 'village' THEN h.group_name END,
        CASE WHEN f ? 'birth_date' THEN p.birth_date END,
        CASE WHEN f ? 'sex' THEN p.sex END,
        CASE WHEN f ? 'id_number' THEN p.id_number END,
        CASE WHEN f ? 'phone' THEN p.phone END,
        CASE WHEN f ? 'disability' THEN p.disability_type END,
        CASE WHEN f ? 'disability' THEN p.disability_level END,
        CASE WHEN f ? 'disability_card' THEN p.disability_card END,
        CASE WHEN f ? 'is_student' THEN p.is_student END,
        CASE WHEN f ? 'health' THEN p.health END,
        CASE WHEN f ? 'labour_capacity' THEN p.labour_capacity END,
        CASE WHEN f ? 'diagnosis' THEN p.diagnosis END,
        CASE WHEN f ? 'household_size' THEN (
            SELECT count(*) FROM applicants_membership m WHERE m.household_id = h.id AND m.last_day IS NULL) END
    FROM applicants_referral r
    JOIN applicants_aidterms t ON t.id = r.terms_id
    JOIN applicants_household h ON h.id = r.household_id
    JOIN applicants_person p ON p.id = coalesce(r.person_id, h.head_id)
    JOIN dibao_area a ON a.code = r.area_code
    CROSS JOIN LATERAL (SELECT t.terms -> 'fields' AS f) agreed
    WHERE r.id = ANY (wanted) AND r.agency_id = {_AGENCY} AND r.area_code >= {_FROM} AND r.area_code < {_TO}
      AND (r.status IN ('requested', 'accepted') OR r.seen_until >= {_TODAY})
$$;
"""
USED_UNTIL = """
CREATE FUNCTION aid_terms_used_until(wanted bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT max(requested_on) FROM applicants_referral WHERE terms_id = wanted
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0057_others_help_too"),
        ("dibao", "0016_agencies_are_kept"),
    ]

    operations = [
        *(protect_by_area(table) for table in (*_NEVER_DELETED, *_EVENTS, *_ADDED_ONLY)),
        migrations.RunSQL(SEEN_BY_AGENCY, NOT_SEEN),
        *(withhold(table, "DELETE") for table in _NEVER_DELETED),
        *(_changes_only(table, columns) for table, columns in _MOVING.items()),
        *(withhold(table, "UPDATE", "DELETE") for table in _ADDED_ONLY),
        *(withhold(table, "INSERT", "UPDATE", "DELETE") for table in _EVENTS),
        withhold("applicants_aiditem", "DELETE"),
        withhold("applicants_aidterms", "DELETE"),
        withhold("applicants_aiditemevent", "INSERT", "UPDATE", "DELETE"),
        withhold("applicants_aidtermsevent", "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(SHARED, "DROP FUNCTION referral_shared(bigint[]);"),
        migrations.RunSQL(USED_UNTIL, "DROP FUNCTION aid_terms_used_until(bigint);"),
    ]

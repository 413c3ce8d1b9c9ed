"""Row-level security on suspicions, which both areas see, and the searches that write them."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_two_areas, withhold

VERDICT = "verdict, reason, judged_by_id, judged_on"

# What either side may read of the other: no full number, no address.
SIDES = """
CREATE FUNCTION member_as_found(wanted uuid, place bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT jsonb_build_object(
        'name', p.name, 'sex', p.sex, 'birth_date', p.birth_date, 'id_last4', p.id_last4, 'head', head.name,
        'relation', m.relation, 'first_day', m.first_day, 'last_day', m.last_day,
        'monthly', s.monthly, 'first_month', s.first_month)
    FROM applicants_person p
    JOIN applicants_household h ON h.id = place JOIN applicants_person head ON head.id = h.head_id
    LEFT JOIN LATERAL (
        SELECT m.relation, m.first_day, m.last_day FROM applicants_membership m
        WHERE m.household_id = place AND m.person_id = wanted ORDER BY m.first_day DESC LIMIT 1) m ON true
    LEFT JOIN LATERAL (
        SELECT (s.base_amount + s.supplement_amount)::text AS monthly, s.first_month
        FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id
        WHERE g.household_id = place AND s.person_id = wanted AND s.last_month IS NULL LIMIT 1) s ON true
    WHERE p.id = wanted
$$;
CREATE FUNCTION supporter_as_found(wanted uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT jsonb_build_object(
        'name', s.name, 'birth_date', s.birth_date, 'id_last4', s.id_last4, 'head', head.name,
        'supports', p.name, 'supporter_relation', s.relation, 'yearly', s.yearly_amount::text,
        'first_day', s.registered_on)
    FROM applicants_supporter s
    JOIN applicants_person p ON p.id = s.supported_id
    JOIN applicants_household h ON h.id = s.household_id JOIN applicants_person head ON head.id = h.head_id
    WHERE s.id = wanted
$$;
"""
NO_SIDES = """
DROP FUNCTION supporter_as_found(uuid);
DROP FUNCTION member_as_found(uuid, bigint);
"""

# Runs as the owner of the tables and so finds the other side wherever it is; one side must lie where its caller works
# and, where households are named, be one of them. Planned anew each time: a night's search reads the whole register,
# an entry's four rows of it. Returns how many were not known before.
SEARCH = """
CREATE FUNCTION {name}(wanted bigint[], how text, today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    low text := NULLIF(current_setting('app.area_from', true), '');
    high text := NULLIF(current_setting('app.area_to', true), '');
    made integer;
BEGIN
    INSERT INTO applicants_suspicion (
        kind, pair, area_code, other_area_code, household_id, other_household_id, side, other_side, found_how, found_on)
    SELECT '{kind}', f.pair, f.area, f.other_area, f.household, f.other_household, {side}, {other_side}, how, today
    FROM ({found}) f
    WHERE NOT EXISTS (SELECT FROM applicants_suspicion k WHERE k.kind = '{kind}' AND k.pair = f.pair)
    ON CONFLICT (kind, pair) DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;
"""
MEMBER = "member_as_found(f.person, f.household)"
OTHER_MEMBER = "member_as_found(f.other_person, f.other_household)"
SUPPORTER = "supporter_as_found(f.supporter)"


def asked(row: str) -> str:
    return (
        f"({row}.area_code >= low AND {row}.area_code < high"
        f" AND (wanted IS NULL OR {row}.household_id = ANY (wanted)))"
    )


def either(one: str, other: str, query: str) -> str:
    """The search from both sides. In one condition with OR, an entry of four people would read the whole register."""
    return " UNION ".join(query.replace("ASKED", asked(row)) for row in (one, other))


# Two present members with one name and birthday: the earlier household first.
SAME_NAME = f"""
SELECT least(a.person_key, b.person_key) || ':' || greatest(a.person_key, b.person_key) AS pair,
       CASE WHEN is_first THEN a.area_code ELSE b.area_code END AS area,
       CASE WHEN is_first THEN a.household_id ELSE b.household_id END AS household,
       CASE WHEN is_first THEN a.person_id ELSE b.person_id END AS person,
       CASE WHEN is_first THEN b.area_code ELSE a.area_code END AS other_area,
       CASE WHEN is_first THEN b.household_id ELSE a.household_id END AS other_household,
       CASE WHEN is_first THEN b.person_id ELSE a.person_id END AS other_person
FROM applicants_membership a
JOIN applicants_person p ON p.id = a.person_id AND p.is_named AND p.moved_on IS NULL
JOIN applicants_person q ON q.name = p.name AND q.birth_date = p.birth_date AND q.id <> p.id
    AND q.id_index <> p.id_index AND q.moved_on IS NULL
JOIN applicants_membership b ON b.person_id = q.id AND b.last_day IS NULL
CROSS JOIN LATERAL (SELECT (a.household_id, a.id) < (b.household_id, b.id) AS is_first) sides
WHERE a.last_day IS NULL AND {asked("a")}
"""
# A number has one living row; another name for it stands on a row that somebody left, or on a list of supporters.
NUMBER_LEFT_BEHIND = f"""
SELECT p.id_index || ':' || least(p.name, q.name) || ':' || greatest(p.name, q.name) AS pair,
       a.area_code AS area, a.household_id AS household, p.id AS person,
       b.area_code AS other_area, b.household_id AS other_household, q.id AS other_person
FROM applicants_membership a
JOIN applicants_person p ON p.id = a.person_id AND p.id_index <> '' AND p.moved_on IS NULL
JOIN applicants_person q ON q.id_index = p.id_index AND q.id <> p.id AND q.name <> p.name
CROSS JOIN LATERAL (
    SELECT m.area_code, m.household_id FROM applicants_membership m
    WHERE m.person_id = q.id ORDER BY m.first_day DESC, m.id DESC LIMIT 1) b
WHERE a.last_day IS NULL AND {asked("a")}
"""
NUMBER_OF_SUPPORTER = either(
    "s",
    "b",
    """
SELECT p.id_index || ':' || least(p.name, s.name) || ':' || greatest(p.name, s.name) AS pair,
       s.area_code AS area, s.household_id AS household, s.id AS supporter,
       b.area_code AS other_area, b.household_id AS other_household, p.id AS other_person
FROM applicants_supporter s
JOIN applicants_person p ON p.id_index = s.id_index AND p.moved_on IS NULL AND p.name <> s.name
JOIN applicants_membership b ON b.person_id = p.id AND b.last_day IS NULL
WHERE s.id_index <> '' AND s.ended_on IS NULL AND ASKED
""",
)
# A benefit that has an end is on its way out: whoever moves with their family is not in two townships.
COVERED = """
JOIN applicants_grant b ON b.id = t.grant_id AND b.last_month IS NULL
"""
SUPPORTER_COVERED = either(
    "s",
    "b",
    f"""
SELECT s.id_index || ':' || s.household_id || ':' || b.household_id AS pair,
       s.area_code AS area, s.household_id AS household, s.id AS supporter,
       b.area_code AS other_area, b.household_id AS other_household, t.person_id AS other_person
FROM applicants_supporter s
JOIN applicants_grantshare t ON t.person_key = s.id_index AND t.last_month IS NULL {COVERED}
WHERE s.id_index <> '' AND s.ended_on IS NULL AND b.household_id <> s.household_id
  AND ASKED
""",
)
# The first nine digits of a code are the township.
TWO_TOWNSHIPS = either(
    "a",
    "b",
    f"""
SELECT a.person_key || ':' || a.household_id || ':' || b.household_id AS pair,
       a.area_code AS area, a.household_id AS household, a.person_id AS person,
       b.area_code AS other_area, b.household_id AS other_household, t.person_id AS other_person
FROM applicants_membership a
JOIN applicants_grantshare t ON t.person_key = a.person_key AND t.last_month IS NULL {COVERED}
WHERE a.last_day IS NULL AND a.is_covered AND b.household_id <> a.household_id
  AND left(a.area_code, 9) <> left(b.area_code, 9) AND ASKED
""",
)
SEARCHES = {
    "suspect_number_left_behind": ("same_number", MEMBER, OTHER_MEMBER, NUMBER_LEFT_BEHIND),
    "suspect_number_of_supporter": ("same_number", SUPPORTER, OTHER_MEMBER, NUMBER_OF_SUPPORTER),
    "suspect_same_name": ("same_name", MEMBER, OTHER_MEMBER, SAME_NAME),
    "suspect_supporter_covered": ("supporter", SUPPORTER, OTHER_MEMBER, SUPPORTER_COVERED),
    "suspect_two_townships": ("two_townships", MEMBER, OTHER_MEMBER, TWO_TOWNSHIPS),
}


def search(name: str) -> migrations.RunSQL:
    kind, side, other_side, found = SEARCHES[name]
    return migrations.RunSQL(
        SEARCH.format(name=name, kind=kind, side=side, other_side=other_side, found=found),
        f"DROP FUNCTION {name}(bigint[], text, date);",
    )


class Migration(migrations.Migration):
    dependencies = [("applicants", "0032_pairs_are_looked_at_once")]

    operations = [
        protect_by_two_areas("applicants_suspicion", "other_area_code"),
        protect_by_two_areas("applicants_suspicionevent", "other_area_code"),
        withhold("applicants_suspicion", "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({VERDICT}) ON applicants_suspicion TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({VERDICT}) ON applicants_suspicion FROM {settings.APP_ROLE};",
        ),
        withhold("applicants_suspicionevent", "UPDATE", "DELETE"),
        migrations.RunSQL(SIDES, NO_SIDES),
        *(search(name) for name in SEARCHES),
    ]

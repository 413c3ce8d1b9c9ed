"""The search for accounts that are paid for two families; it runs as the owner and so sees both areas."""

from django.db import migrations

# Of the account either side reads the bank, the holder and the last four digits. One of the two must lie where the
# caller works and, where households are named, be one of them. Returns how many were not known before.
SEARCH = """
CREATE FUNCTION account_as_found(wanted uuid) RETURNS jsonb
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT jsonb_build_object(
        'name', a.holder, 'head', head.name, 'bank', a.bank_name, 'account_last4', a.number_last4,
        'first_day', a.starts_on)
    FROM payments_account a
    JOIN applicants_household h ON h.id = a.household_id JOIN applicants_person head ON head.id = h.head_id
    WHERE a.id = wanted
$$;
CREATE FUNCTION suspect_same_account(wanted bigint[], how text, today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    low text := NULLIF(current_setting('app.area_from', true), '');
    high text := NULLIF(current_setting('app.area_to', true), '');
    made integer;
BEGIN
    INSERT INTO applicants_suspicion (
        kind, pair, area_code, other_area_code, household_id, other_household_id, side, other_side, found_how, found_on)
    SELECT 'same_account', f.pair, f.area, f.other_area, f.household, f.other_household,
           account_as_found(f.account), account_as_found(f.other_account), how, today
    FROM (
        SELECT a.number_index || ':' || one.household || ':' || two.other_household AS pair, one.*, two.*
        FROM payments_account a
        JOIN payments_account b ON b.number_index = a.number_index AND b.household_id <> a.household_id
        CROSS JOIN LATERAL (SELECT a.household_id < b.household_id AS is_first) sides
        CROSS JOIN LATERAL (
            SELECT CASE WHEN is_first THEN a.household_id ELSE b.household_id END AS household,
                   CASE WHEN is_first THEN a.area_code ELSE b.area_code END AS area,
                   CASE WHEN is_first THEN a.id ELSE b.id END AS account) one
        CROSS JOIN LATERAL (
            SELECT CASE WHEN is_first THEN b.household_id ELSE a.household_id END AS other_household,
                   CASE WHEN is_first THEN b.area_code ELSE a.area_code END AS other_area,
                   CASE WHEN is_first THEN b.id ELSE a.id END AS other_account) two
        WHERE a.ends_on IS NULL AND b.ends_on IS NULL
          AND a.area_code >= low AND a.area_code < high AND (wanted IS NULL OR a.household_id = ANY (wanted))
    ) f
    WHERE NOT EXISTS (SELECT FROM applicants_suspicion k WHERE k.kind = 'same_account' AND k.pair = f.pair)
    ON CONFLICT (kind, pair) DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;
"""
NO_SEARCH = """
DROP FUNCTION suspect_same_account(bigint[], text, date);
DROP FUNCTION account_as_found(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0033_searches_see_both_areas"),
        ("payments", "0013_holds_are_kept_to"),
    ]

    operations = [migrations.RunSQL(SEARCH, NO_SEARCH)]

"""What came of a list, whether somebody worked on it since, and whether it is whole: the owner answers, for all areas."""

from django.db import migrations

# Rows that came with the list itself, and drafts of lines, which batches answer for (payments 0038). A suspicion is a
# search's, not somebody's.
_ITS_OWN = (
    "applicants_membership",
    "applicants_household",
    "applicants_case",
    "applicants_decision",
    "applicants_grant",
    "applicants_grantshare",
    "applicants_paperrecheck",
    "applicants_suspicion",
    "payments_account",
    "payments_paymentline",
    "payments_batchexception",
)
_HOUSEHOLDS = """
    SELECT c.household_id FROM applicants_rosterimport r JOIN applicants_case c ON c.roster_import_id = r.id
    WHERE r.sheet_import_id = wanted
"""
# The first thing found, by the name of its table. Keys are gathered once: most tables that could name them are short.
KNOWN = f"""
CREATE FUNCTION households_of_list(wanted uuid) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $${_HOUSEHOLDS}$$;

CREATE FUNCTION done_since_list(wanted uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    families bigint[] := ARRAY (SELECT households_of_list(wanted));
    members bigint[];
    people uuid[];
    affairs bigint[];
    benefits bigint[];
    taker bigint;
    one record;
    is_there boolean;
BEGIN
    IF cardinality(families) = 0 THEN
        RETURN '';
    END IF;
    members := ARRAY (SELECT m.id FROM applicants_membership m WHERE m.household_id = ANY (families));
    people := ARRAY (SELECT m.person_id FROM applicants_membership m WHERE m.household_id = ANY (families));
    affairs := ARRAY (SELECT c.id FROM applicants_case c WHERE c.household_id = ANY (families));
    benefits := ARRAY (SELECT g.id FROM applicants_grant g WHERE g.household_id = ANY (families));
    FOR one IN
        SELECT k.conrelid::regclass::text AS place, k.confrelid::regclass::text AS whose, a.attname AS name
        FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'f' AND k.confrelid IN ('applicants_household'::regclass, 'applicants_person'::regclass,
              'applicants_case'::regclass, 'applicants_grant'::regclass)
          AND k.conrelid::regclass::text <> ALL ('{{{",".join(_ITS_OWN)}}}'::text[])
        ORDER BY 1, 3
    LOOP
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM %s t WHERE t.%I = ANY (%s))', one.place, one.name,
            CASE one.whose WHEN 'applicants_household' THEN '$1' WHEN 'applicants_person' THEN '$2'
                           WHEN 'applicants_case' THEN '$3' ELSE '$4' END)
            INTO is_there USING families, people, affairs, benefits;
        IF is_there THEN
            RETURN one.place;
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM applicants_case c WHERE c.household_id = ANY (families) AND c.kind <> 'takeover') THEN
        RETURN 'applicants_case';
    END IF;
    IF EXISTS (SELECT FROM applicants_householdevent e
               WHERE e.pgh_obj_id = ANY (families) AND e.pgh_label = 'update') THEN
        RETURN 'applicants_household';
    END IF;
    IF EXISTS (SELECT FROM applicants_membership m WHERE m.id = ANY (members)
               AND (m.last_day IS NOT NULL OR m.joined_for <> 'registered'))
       OR EXISTS (SELECT FROM applicants_membershipevent e
                  WHERE e.pgh_obj_id = ANY (members) AND e.pgh_label = 'update')
       OR EXISTS (SELECT FROM applicants_personevent e
                  WHERE e.pgh_obj_id = ANY (people) AND e.pgh_label = 'update') THEN
        RETURN 'applicants_membership';
    END IF;
    SELECT r.imported_by_id INTO taker FROM applicants_rosterimport r WHERE r.sheet_import_id = wanted;
    IF EXISTS (SELECT FROM payments_account a WHERE a.household_id = ANY (families) AND (
                   a.opened_by_id <> taker OR a.proposed_on IS NOT NULL OR a.ends_on IS NOT NULL
                   OR a.status <> 'usable')) THEN
        RETURN 'payments_account';
    END IF;
    RETURN '';
END $$;

-- Pairs that nobody judged are answered by the list that goes back, and the same two may be found again.
CREATE FUNCTION release_pairs_of_list(wanted uuid, who bigint, why text, today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    families bigint[] := ARRAY (SELECT households_of_list(wanted));
    released integer;
BEGIN
    IF NOT EXISTS (SELECT FROM applicants_sheetimport WHERE id = wanted AND status = 'going_back') THEN
        RAISE EXCEPTION 'pairs_are_released_by_a_list_that_goes_back' USING ERRCODE = '23514';
    END IF;
    UPDATE applicants_suspicion
    SET pair = left(pair, 140) || ':' || id, verdict = 'error', reason = why, judged_by_id = who, judged_on = today
    WHERE verdict = '' AND (household_id = ANY (families) OR other_household_id = ANY (families));
    GET DIAGNOSTICS released = ROW_COUNT;
    RETURN released;
END $$;

-- As `applicants.jobs.take_sheet_import` calls itself in its scope.
CREATE FUNCTION jobs_of_list(wanted uuid) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT 'job ' || j.id || ' ' || j.kind FROM dibao_jobrun j
    WHERE j.kind = 'sheet_import:take' AND j.arguments ->> 'sheet_import' = wanted::text
$$;

CREATE FUNCTION list_still_stands(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_household h
                   WHERE h.id IN (SELECT households_of_list(wanted)) AND h.closed_for <> 'taken_back')
        OR EXISTS (SELECT FROM applicants_grant g
                   WHERE g.household_id IN (SELECT households_of_list(wanted))
                     AND (g.last_month IS NULL OR g.last_month >= g.first_month))
        -- Who was named and what was told by the list's own job, which histories name beside each change.
        OR EXISTS (SELECT FROM applicants_changereportevent e JOIN applicants_changereport r ON r.id = e.pgh_obj_id
                   WHERE e.pgh_label = 'insert' AND r.status <> 'taken_back'
                     AND e.pgh_context ->> 'action' IN (SELECT jobs_of_list(wanted)))
        OR EXISTS (SELECT FROM applicants_personevent e JOIN applicants_person p ON p.id = e.pgh_obj_id
                   WHERE e.pgh_label = 'update' AND e.is_named AND p.is_named
                     AND e.pgh_context ->> 'action' IN (SELECT jobs_of_list(wanted))
                     AND EXISTS (SELECT FROM applicants_personevent b WHERE b.pgh_obj_id = e.pgh_obj_id
                                 AND b.pgh_id < e.pgh_id AND NOT b.is_named))
$$;

CREATE FUNCTION list_went_back(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_grant g
                   WHERE g.household_id IN (SELECT households_of_list(wanted)) AND g.ended_by_id = g.decision_id)
$$;
"""
FORGOTTEN = """
DROP FUNCTION list_went_back(uuid);
DROP FUNCTION list_still_stands(uuid);
DROP FUNCTION jobs_of_list(uuid);
DROP FUNCTION release_pairs_of_list(uuid, bigint, text, date);
DROP FUNCTION done_since_list(uuid);
DROP FUNCTION households_of_list(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0070_a_written_list_goes_back")]

    operations = [migrations.RunSQL(KNOWN, FORGOTTEN)]

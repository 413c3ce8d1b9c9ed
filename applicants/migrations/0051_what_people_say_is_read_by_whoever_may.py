"""Who sees what of what people say, what the public may write of it and ask about it, and what a case waits for."""

from importlib import import_module

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

SPEAKER, PHOTO = "applicants_objectionspeaker", "applicants_objectionphoto"

# The view of 0035 with the same columns, so its rights stay: partly upheld counts as upheld, and what was said without
# a notice is measured from when it was said.
VIEW = """
CREATE OR REPLACE VIEW applicants_casestanding WITH (security_invoker = true) AS
SELECT
    c.id AS case_id,
    judged.id AS latest_assessment,
    newest.id AS latest_opinion,
    COALESCE(word.proposal, '') AS proposal,
    word.given_on AS opinion_on,
    heard.first_on AS heard_on,
    NULLIF(posted.stages, 0)::integer AS posted,
    posted.until AS notices_until,
    objected.is_open AS has_objection,
    visits.first_on AS visited_on,
    visits.draft AS draft_visit,
    met.at IS NOT NULL AS has_meeting,
    checked.is_asked AS has_check,
    checked.is_open AS has_open_check,
    extension.id IS NOT NULL AS is_extended,
    objected.lacks_fresh_look,
    met.disputed_at IS NOT NULL AND COALESCE(visits.signed_at <= met.disputed_at, true)
        AS lacks_visit_after_meeting,
    kin.is_there AND visits.county_signed_at IS NULL
        OR duty.at IS NOT NULL AND COALESCE(visits.county_signed_at <= duty.at, true)
        AS lacks_county_visit,
    waiting.id IS NOT NULL AS has_override_waiting
FROM applicants_case c
LEFT JOIN LATERAL (
    SELECT a.id FROM applicants_assessment a WHERE a.case_id = c.id ORDER BY a.id DESC LIMIT 1
) judged ON true
LEFT JOIN LATERAL (
    SELECT o.id FROM applicants_townshipopinion o WHERE o.case_id = c.id ORDER BY o.id DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
    SELECT o.proposal, o.given_on FROM applicants_townshipopinion o
    WHERE o.case_id = c.id AND (c.status <> 'accepted' OR o.assessment_id = judged.id)
    ORDER BY o.id DESC LIMIT 1
) word ON true
LEFT JOIN LATERAL (
    SELECT min(h.held_on) AS first_on FROM applicants_hearingrecord h WHERE h.opinion_id = newest.id
) heard ON true
LEFT JOIN LATERAL (
    SELECT count(DISTINCT n.stage) AS stages, max(e.ends_on) AS until
    FROM applicants_noticeentry e JOIN applicants_publicnotice n ON n.id = e.notice_id
    WHERE e.assessment_id = judged.id
) posted ON true
LEFT JOIN LATERAL (
    SELECT
        min(v.visited_on) FILTER (WHERE v.purpose = 'township' AND v.status = 'signed') AS first_on,
        max(v.signed_at) FILTER (WHERE v.purpose = 'township' AND v.status = 'signed') AS signed_at,
        max(v.id) FILTER (WHERE v.purpose = 'township' AND v.status = 'draft') AS draft,
        max(v.signed_at) FILTER (WHERE v.purpose = 'county' AND v.status = 'signed') AS county_signed_at
    FROM applicants_homevisit v WHERE v.case_id = c.id
) visits ON true
LEFT JOIN LATERAL (
    SELECT max(m.recorded_at) AS at, max(m.recorded_at) FILTER (WHERE m.conclusion = 'disputed') AS disputed_at
    FROM applicants_reviewmeeting m WHERE m.case_id = c.id
) met ON true
-- An objection that was upheld is looked into after the opinion it was about, and what was said without a notice after
-- it was said: by a visit or by a meeting.
LEFT JOIN LATERAL (
    SELECT
        COALESCE(bool_or(o.status = 'open'), false) AS is_open,
        COALESCE(bool_or(
            o.status IN ('upheld', 'partly') AND COALESCE(GREATEST(visits.signed_at, met.at) <= COALESCE((
                SELECT w.created_at FROM applicants_townshipopinion w
                WHERE w.assessment_id = (
                    SELECT e.assessment_id FROM applicants_noticeentry e
                    WHERE e.notice_id = o.notice_id AND e.case_id = c.id LIMIT 1)
            ), o.received_at), true)
        ), false) AS lacks_fresh_look
    FROM applicants_objection o WHERE o.case_id = c.id
) objected ON true
LEFT JOIN LATERAL (
    SELECT count(*) > 0 AS is_asked, COALESCE(bool_or(k.status <> 'closed'), false) AS is_open
    FROM applicants_economiccheck k WHERE k.case_id = c.id
) checked ON true
LEFT JOIN applicants_extension extension ON extension.case_id = c.id
LEFT JOIN LATERAL (
    SELECT count(*) > 0 AS is_there FROM applicants_relativeregistration r
    WHERE r.case_id = c.id AND r.voided_on IS NULL
) kin ON true
LEFT JOIN LATERAL (
    SELECT max(d.recorded_at) AS at FROM applicants_visitduty d WHERE d.case_id = c.id
) duty ON true
LEFT JOIN LATERAL (
    SELECT w.id FROM applicants_override w WHERE w.assessment_id = judged.id AND w.is_agreed IS NULL LIMIT 1
) waiting ON true
"""
VIEW_BEFORE = import_module("applicants.migrations.0035_where_cases_stand").VIEW.replace(
    "CREATE VIEW", "CREATE OR REPLACE VIEW"
)

# Row-level security hides cases, and notices whose days are over, from whoever has no account. What they say is kept
# by a function that runs as the owner, answers in the public context alone, and decides by the notice what it is: an
# objection within its days, a report afterwards. An appeal is about what its answer was about. The same form, or the same words about the same family from the same
# address within a day, is what is kept already.
RECEIVE = """
CREATE FUNCTION receive_objection(
    form_key uuid, same varchar, wanted_token varchar, wanted_position integer, village varchar, called varchar,
    said_topic varchar, said_text text, is_complaint boolean, has_name boolean, accept_by date, answer_by date,
    appeal_lowest uuid, appeal_highest uuid)
RETURNS TABLE (kept_id bigint, kept_key uuid, kept_kind varchar, kept_area varchar, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    today date := NULLIF(current_setting('app.public_on', true), '')::date;
    posted applicants_publicnotice;
    line applicants_noticeentry;
    its_case applicants_case;
    earlier applicants_objection;
    what varchar := CASE WHEN is_complaint THEN 'complaint' ELSE 'report' END;
BEGIN
    IF today IS NULL THEN
        RAISE EXCEPTION 'only the public speaks here' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(form_key::text)), pg_advisory_xact_lock(hashtext(same));
    RETURN QUERY SELECT o.id, o.receipt_key, o.kind, o.area_code, false FROM applicants_objection o
        WHERE o.receipt_key = form_key OR o.sameness = same AND o.received_at > now() - interval '1 day' LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    IF appeal_lowest IS NOT NULL THEN
        SELECT * INTO earlier FROM applicants_objection o
        WHERE o.receipt_key BETWEEN appeal_lowest AND appeal_highest AND o.status <> 'open' AND o.appeal_of_id IS NULL
          AND o.answered_on <= today AND NOT EXISTS (SELECT FROM applicants_objection a WHERE a.appeal_of_id = o.id)
        ORDER BY o.id LIMIT 1 FOR UPDATE;
        IF NOT FOUND THEN
            RETURN;
        END IF;
        what := CASE WHEN earlier.kind = 'complaint' THEN 'complaint' ELSE what END;
    END IF;
    SELECT * INTO posted FROM applicants_publicnotice WHERE token = wanted_token AND starts_on <= today;
    SELECT * INTO line FROM applicants_noticeentry WHERE notice_id = posted.id AND position = wanted_position;
    SELECT * INTO its_case FROM applicants_case WHERE id = line.case_id AND area_code = posted.area_code;
    IF NOT is_complaint AND its_case.status = 'on_notice' AND today BETWEEN line.starts_on AND line.ends_on THEN
        what := 'objection';
    END IF;
    RETURN QUERY INSERT INTO applicants_objection (
            receipt_key, sameness, kind, channel, area_code, case_id, notice_id, about, topic, is_named, text, lodged_on,
            status, answer, accept_due, answer_due, appeal_of_id)
        VALUES (
            form_key, same, what, CASE WHEN posted.id IS NULL THEN 'web' ELSE 'notice' END,
            coalesce(earlier.area_code, posted.area_code, village), coalesce(earlier.case_id, its_case.id), posted.id,
            coalesce(earlier.about, line.printed_name, called), said_topic, has_name, said_text, today, 'open', '',
            CASE WHEN what <> 'objection' THEN accept_by END, answer_by, earlier.id)
        RETURNING id, receipt_key, kind, area_code, true;
END
$$;
"""
# Who spoke is a row of the county, which a township can neither read nor write. It comes with what was said, in one
# transaction, or never; and so does a photo.
NAME = """
CREATE FUNCTION name_speaker(of_objection bigint, new_id uuid, sealed_name text, sealed_phone text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO applicants_objectionspeaker (id, objection_id, area_code, name, phone)
    SELECT new_id, o.id, left(o.area_code, 6) || '000000', sealed_name, sealed_phone FROM applicants_objection o
    WHERE o.id = of_objection AND o.is_named AND o.received_at >= now()
$$;
"""
SHOW = """
CREATE FUNCTION add_objection_photo(of_objection bigint, new_id uuid, bytes integer, hash varchar) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO applicants_objectionphoto (id, objection_id, area_code, size, content_hash, added_on)
    SELECT new_id, o.id, o.area_code, bytes, hash, o.lodged_on FROM applicants_objection o
    WHERE o.id = of_objection AND o.received_at >= now()
$$;
"""
# Whoever holds a receipt learns how far it is and by when it is answered: no name, no place below the county, no word
# that was written.
ASK = """
CREATE FUNCTION objection_asked_after(lowest uuid, highest uuid)
RETURNS TABLE (
    kind varchar, area_code varchar, lodged_on date, accepted_on date, asked_on date, answer_due date, accept_due date,
    status varchar, answered_on date, redirected_to varchar, is_named boolean, appeal_of_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT o.kind, o.area_code, o.lodged_on, o.accepted_on, o.asked_on, o.answer_due, o.accept_due, o.status,
           o.answered_on, o.redirected_to, o.is_named, o.appeal_of_id
    FROM applicants_objection o
    WHERE NULLIF(current_setting('app.public_on', true), '') IS NOT NULL AND o.receipt_key BETWEEN lowest AND highest
    ORDER BY o.id LIMIT 1
$$;
"""
# The village of a notice whose days are over, for whoever holds its address: it was printed on the poster.
VILLAGE = """
CREATE FUNCTION village_of_notice(wanted varchar, today date) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT area_code FROM applicants_publicnotice WHERE token = wanted AND starts_on <= today
$$;
"""
# A lead is for its township; whoever points at a neighbour reads nothing, and is not asked who they are.
POINT_OUT = """
CREATE FUNCTION receive_lead(form_key uuid, village varchar, called varchar, story text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO applicants_discoverylead (key, area_code, source, reported_by, reported_on, name, about, answer, answer_text)
    SELECT form_key, village, 'public', '', said.today, called, story, '', ''
    FROM (SELECT NULLIF(current_setting('app.public_on', true), '')::date AS today) said
    WHERE said.today IS NOT NULL
    ON CONFLICT (key) DO NOTHING
    RETURNING id
$$;
"""
KEPT = """
CREATE OR REPLACE FUNCTION document_is_kept(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_document WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_objectionphoto WHERE id = wanted)
$$;
"""
KEPT_BEFORE = import_module("applicants.migrations.0007_documents_are_kept").QUESTION.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    dependencies = [("applicants", "0050_people_say_more_than_objections")]

    operations = [
        protect_by_area(SPEAKER),
        withhold(SPEAKER, "UPDATE", "DELETE"),
        protect_by_area(PHOTO),
        withhold(PHOTO, "UPDATE", "DELETE"),
        migrations.RunSQL(VIEW, VIEW_BEFORE),
        migrations.RunSQL(
            RECEIVE,
            "DROP FUNCTION receive_objection(uuid, varchar, varchar, integer, varchar, varchar, varchar, text,"
            " boolean, boolean, date, date, uuid, uuid);",
        ),
        migrations.RunSQL(NAME, "DROP FUNCTION name_speaker(bigint, uuid, text, text);"),
        migrations.RunSQL(
            SHOW, "DROP FUNCTION add_objection_photo(bigint, uuid, integer, varchar);"
        ),
        migrations.RunSQL(ASK, "DROP FUNCTION objection_asked_after(uuid, uuid);"),
        migrations.RunSQL(VILLAGE, "DROP FUNCTION village_of_notice(varchar, date);"),
        migrations.RunSQL(POINT_OUT, "DROP FUNCTION receive_lead(uuid, varchar, varchar, text);"),
        migrations.RunSQL(KEPT, KEPT_BEFORE),
    ]

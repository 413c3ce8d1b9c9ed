"""Two questions that the public context may ask: where a statement stands, and where an application does."""

from django.db import migrations

# Row-level security hides statements and cases from whoever has no account, as it should. Whoever holds a number and
# the last four of the ID that it belongs to learns where the matter stands: days, places and codes, and no name, no
# number of anybody, no word that was written. The functions run as the owner and answer in the public context alone.
#
# A receipt shows forty bits of its statement's key. Of two statements with one number and one ID the earlier is told.
STATEMENT = """
CREATE FUNCTION statement_asked_after(lowest uuid, highest uuid, digits text)
RETURNS TABLE (
    received_on date, area_code varchar, is_handed_on boolean, answer varchar, answered_on date,
    case_id bigint, case_opened_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT s.received_on, s.area_code, s.from_area_code IS NOT NULL, s.answer, s.answered_on, c.id, c.opened_on
    FROM applicants_onlinestatement s LEFT JOIN applicants_case c ON c.id = s.case_id
    WHERE NULLIF(current_setting('app.public_on', true), '') IS NOT NULL
      AND s.id BETWEEN lowest AND highest AND s.id_last4 = digits
    ORDER BY s.received_at, s.id LIMIT 1
$$;
"""
# The digits are those of the head, or of whoever applies in the head's place.
CASE = """
CREATE FUNCTION application_asked_after(wanted bigint, opened_in integer, digits text)
RETURNS TABLE (
    status varchar, area_code varchar, opened_on date, accepted_on date, rule_set_id bigint, is_extended boolean,
    notices_until date, ended_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT c.status, c.area_code, c.opened_on, c.accepted_on, c.rule_set_id, x.id IS NOT NULL,
           (SELECT max(e.ends_on) FROM applicants_noticeentry e WHERE e.case_id = c.id),
           coalesce(
               c.withdrawn_on, n.ended_on,
               (SELECT d.decided_on FROM applicants_decision d WHERE d.case_id = c.id))
    FROM applicants_case c JOIN applicants_household h ON h.id = c.household_id
    LEFT JOIN applicants_extension x ON x.case_id = c.id
    LEFT JOIN applicants_caseending n ON n.case_id = c.id
    WHERE NULLIF(current_setting('app.public_on', true), '') IS NOT NULL
      AND c.id = wanted AND extract(year FROM c.opened_on) = opened_in AND c.kind = 'application'
      AND EXISTS (
          SELECT FROM applicants_person p
          WHERE p.id IN (h.head_id, c.applicant_id, c.applies_alone_id) AND p.id_last4 = digits)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0042_a_grace_gives_way_to_a_new_grant")]

    operations = [
        migrations.RunSQL(STATEMENT, "DROP FUNCTION statement_asked_after(uuid, uuid, text);"),
        migrations.RunSQL(CASE, "DROP FUNCTION application_asked_after(bigint, integer, text);"),
    ]

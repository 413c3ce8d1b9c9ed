"""A notice by its address and its lines, each with whether it still stands, in questions whose plans are kept."""

from importlib import import_module

from django.db import migrations

# Every reader of a notice asks for it, and to plan the question took five times as long as to answer it. Row-level
# security answers as ever: it runs as whoever asks.
RUNNING = """
CREATE FUNCTION notice_running(wanted varchar, today date)
RETURNS TABLE (notice applicants_publicnotice, village dibao_area, office dibao_area)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT n, v, o FROM applicants_publicnotice n
        JOIN dibao_area v ON v.code = n.area_code JOIN dibao_area o ON o.code = v.parent_code
        WHERE n.token = wanted AND today BETWEEN n.starts_on AND n.ends_on;
END
$$;
"""
# Row-level security asked of each of two hundred lines what it had asked of their notice, and its question was planned
# anew for every reader. The notice is asked once here, by the same two policies, and the plan is kept.
LINES = """
CREATE FUNCTION lines_of_notice(of_notice bigint)
RETURNS TABLE (
    "position" integer, printed_name varchar, household_size smallint, covered_count smallint, benefit_class smallint,
    monthly_amount numeric, case_id bigint, is_taken_back boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM applicants_publicnotice n WHERE n.id = of_notice AND (
            n.area_code >= NULLIF(current_setting('app.area_from', true), '')
            AND n.area_code < NULLIF(current_setting('app.area_to', true), '')
            OR NULLIF(current_setting('app.public_on', true), '')::date BETWEEN n.starts_on AND n.ends_on))
    THEN
        RETURN;
    END IF;
    -- A line stands while its case is on notice, or confirmed after it, by the assessment that the line prints; whoever
    -- withdrew, went back to the township or was judged anew is taken back.
    RETURN QUERY
        SELECT e."position", e.printed_name, e.household_size, e.covered_count, e.benefit_class, e.monthly_amount,
               e.case_id, e.case_id IS NOT NULL AND (
                   c.status NOT IN ('on_notice', 'confirmed')
                   OR EXISTS (
                       SELECT FROM applicants_assessment a WHERE a.case_id = c.id AND a.id > e.assessment_id))
        FROM applicants_noticeentry e LEFT JOIN applicants_case c ON c.id = e.case_id
        WHERE e.notice_id = of_notice ORDER BY e."position";
END
$$;
"""
TAKEN_BACK = import_module("applicants.migrations.0054_lines_are_taken_back").TAKEN_BACK


class Migration(migrations.Migration):
    dependencies = [("applicants", "0054_lines_are_taken_back")]

    operations = [
        migrations.RunSQL(RUNNING, "DROP FUNCTION notice_running(varchar, date);"),
        migrations.RunSQL(LINES, "DROP FUNCTION lines_of_notice(bigint);"),
        migrations.RunSQL("DROP FUNCTION lines_taken_back(bigint);", TAKEN_BACK),
    ]

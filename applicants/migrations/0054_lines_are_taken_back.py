"""Which lines of a notice no longer stand, as whoever reads it may ask: positions, and nothing of anybody."""

from django.db import migrations

# Row-level security hides cases from the public. A line stands while its case is on notice, or confirmed after it, by
# the assessment that the line prints; whoever withdrew, went back to the township or was judged anew is taken back.
TAKEN_BACK = """
CREATE FUNCTION lines_taken_back(of_notice bigint) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT e.position FROM applicants_noticeentry e JOIN applicants_case c ON c.id = e.case_id
    WHERE e.notice_id = of_notice AND (
        c.status NOT IN ('on_notice', 'confirmed')
        OR EXISTS (SELECT FROM applicants_assessment a WHERE a.case_id = c.id AND a.id > e.assessment_id))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0053_boards_and_photos_are_seen_by_area")]

    operations = [
        migrations.RunSQL(TAKEN_BACK, "DROP FUNCTION lines_taken_back(bigint);"),
    ]

"""Benefits that were ended on the case that granted them get a case about their end, as every later one has."""

from django.db import migrations

# Our own guards are for what people do from here on: the rows say what was decided long ago, by whom and when.
MOVE = """
ALTER TABLE applicants_case DISABLE TRIGGER USER;
ALTER TABLE applicants_decision DISABLE TRIGGER USER;
WITH made AS (
    INSERT INTO applicants_case (
        area_code, household_id, version, kind, status, grant_id, poverty_cause, hardships, statement, rule_set_id,
        entered_by_id, opened_on, accepted_on)
    SELECT c.area_code, c.household_id, 0, 'change', 'confirmed', g.id, c.poverty_cause, c.hardships, '',
           c.rule_set_id, c.entered_by_id, d.decided_on, d.decided_on
    FROM applicants_decision d
    JOIN applicants_grant g ON g.ended_by_id = d.id
    JOIN applicants_case c ON c.id = d.case_id
    WHERE d.outcome = 'end' AND c.kind IN ('application', 'takeover')
    RETURNING id, grant_id)
UPDATE applicants_decision d SET case_id = made.id, end_reason = 'other'
FROM made JOIN applicants_grant g ON g.id = made.grant_id
WHERE d.id = g.ended_by_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE applicants_decision ENABLE TRIGGER USER;
ALTER TABLE applicants_case ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0020_families_are_heard_before_a_cut")]

    # Going back leaves the decisions where they are: the older schema allows that too.
    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]

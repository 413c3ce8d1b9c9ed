"""The public reads who stood in for whom by a function: a policy shows whole rows, and theirs say who was ill and why."""

from django.db import migrations

# Whatever is neither of the two that are told is told alike.
TOLD = """
CREATE FUNCTION stand_ins_told(of_inspection bigint)
RETURNS TABLE (key varchar, away smallint, comes smallint, reason varchar, decided_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT s.key, s.away, s.comes, CASE WHEN s.reason IN ('posted', 'recusal') THEN s.reason ELSE 'other' END,
           s.decided_on
    FROM oversight_standin s
    WHERE NULLIF(current_setting('app.public_on', true), '') IS NOT NULL AND s.inspection_id = of_inspection
    ORDER BY s.id
$$;
"""
POLICY = (
    "CREATE POLICY oversight_standin_public ON oversight_standin FOR SELECT USING ("
    "NULLIF(current_setting('app.public_on', true), '') IS NOT NULL);"
)


class Migration(migrations.Migration):
    dependencies = [("oversight", "0008_who_came_before_stands_in_no_more")]

    operations = [
        migrations.RunSQL(TOLD, "DROP FUNCTION stand_ins_told(bigint);"),
        migrations.RunSQL("DROP POLICY oversight_standin_public ON oversight_standin;", POLICY),
    ]

"""Figures are written in their county and read by everybody; an expired notice only says that it is over."""

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

# Figures name no person, so the public context reads all of them, whatever their month.
READ_BY_ALL = """
CREATE POLICY oversight_monthfigures_public ON oversight_monthfigures FOR SELECT
USING (NULLIF(current_setting('app.public_on', true), '') IS NOT NULL);
"""
READ_BY_AREA = "DROP POLICY oversight_monthfigures_public ON oversight_monthfigures;"

# Row-level security hides a notice whose days are over, as it should. Whoever still holds its address, printed on a
# poster, learns that it was there, and nothing else: the function runs as the owner and answers yes or no.
IS_OVER = """
CREATE FUNCTION notice_is_over(wanted text, today date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_publicnotice WHERE token = wanted AND ends_on < today)
$$;
"""
NO_QUESTION = "DROP FUNCTION notice_is_over(text, date);"


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_month_figures"),
        ("applicants", "0002_rows_are_seen_by_area"),
    ]

    operations = [
        protect_by_area("oversight_monthfigures"),
        migrations.RunSQL(READ_BY_ALL, READ_BY_AREA),
        withhold("oversight_monthfigures", "UPDATE", "DELETE"),
        migrations.RunSQL(IS_OVER, NO_QUESTION),
    ]

"""The floor beneath asks until which month money is drawn for a grant, before a benefit goes on elsewhere."""

from django.db import migrations

# Runs as the owner of the tables, since the asker may be of another county; it tells a month, and nothing of money.
# A draft is drawn anew before it goes anywhere.
ANSWER = """
CREATE OR REPLACE FUNCTION grant_drawn_until(wanted bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT max(l.month) FROM payments_paymentline l JOIN payments_paymentbatch b ON b.id = l.batch_id
    WHERE l.grant_id = wanted AND b.status NOT IN ('draft', 'void')
$$;
"""
NO_ANSWER = """
CREATE OR REPLACE FUNCTION grant_drawn_until(wanted bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS 'SELECT NULL::date';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0010_signatures_are_given_in_person"),
        ("applicants", "0031_benefits_go_along_with_their_people"),
    ]

    operations = [migrations.RunSQL(ANSWER, NO_ANSWER)]

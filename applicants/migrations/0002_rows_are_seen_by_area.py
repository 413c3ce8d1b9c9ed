"""Row-level security on every table of this floor, withheld rights, and the two questions asked across areas."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, show_to_public, withhold

WRITTEN_ONCE = (
    "applicants_assessment",
    "applicants_decision",
    "applicants_noticeentry",
    "applicants_publicnotice",
    "applicants_rosterimport",
    "applicants_townshipopinion",
)
NEVER_DELETED = (
    "applicants_case",
    "applicants_household",
    "applicants_membership",
    "applicants_objection",
    "applicants_person",
)
REWRITTEN_WHILE_OPEN = (
    "applicants_expenseline",
    "applicants_incomeline",
    "applicants_propertyline",
)
ENDED_ONCE = {
    "applicants_grant": "last_month, ended_by_id",
    "applicants_grantshare": "last_month",
}
HISTORIES = tuple(
    f"applicants_{noun}event"
    for noun in (
        "case",
        "expenseline",
        "grant",
        "household",
        "incomeline",
        "membership",
        "objection",
        "person",
        "propertyline",
    )
)

# Both run as the owner of the tables, so that they answer for all areas, and say nothing but yes or no.
QUESTIONS = """
CREATE FUNCTION id_number_is_taken(wanted text, outside bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM applicants_membership m JOIN applicants_person p ON p.id = m.person_id
        WHERE p.id_index = wanted AND m.last_day IS NULL AND m.household_id IS DISTINCT FROM outside
    )
$$;
CREATE FUNCTION rule_set_is_used(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_assessment WHERE rule_set_id = wanted)
        OR EXISTS (SELECT FROM applicants_grant WHERE rule_set_id = wanted)
$$;
"""
NO_QUESTIONS = (
    "DROP FUNCTION id_number_is_taken(text, bigint); DROP FUNCTION rule_set_is_used(bigint);"
)


def only_the_end(table: str, columns: str) -> list[migrations.RunSQL]:
    """Take UPDATE away but for the columns that a grant's end sets."""
    return [
        withhold(table, "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({columns}) ON {table} TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({columns}) ON {table} FROM {settings.APP_ROLE};",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("applicants", "0001_households_cases_and_grants")]

    operations = [
        *(
            protect_by_area(table)
            for table in (
                *WRITTEN_ONCE,
                *NEVER_DELETED,
                *REWRITTEN_WHILE_OPEN,
                *ENDED_ONCE,
                *HISTORIES,
            )
        ),
        show_to_public("applicants_publicnotice"),
        show_to_public("applicants_noticeentry"),
        *(withhold(table, "UPDATE", "DELETE") for table in (*WRITTEN_ONCE, *HISTORIES)),
        *(withhold(table, "DELETE") for table in NEVER_DELETED),
        *(step for table, columns in ENDED_ONCE.items() for step in only_the_end(table, columns)),
        migrations.RunSQL(QUESTIONS, NO_QUESTIONS),
    ]

"""Who sees what hung on the board and what families sent along; pictures of both are kept files."""

from importlib import import_module

from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

POSTING, PHOTO = "applicants_noticeposting", "applicants_statementphoto"

# A statement may be handed on to another township, and its pictures go where it goes.
WITH_ITS_STATEMENT = (
    f"EXISTS (SELECT FROM applicants_onlinestatement s WHERE s.id = {PHOTO}.statement_id)"
)
PROTECT_PHOTO = f"""
ALTER TABLE {PHOTO} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {PHOTO}_in_area ON {PHOTO} USING ({WITH_ITS_STATEMENT});
"""
# Row-level security hides a statement from whoever made it. A picture comes with it, on its day, or never.
SHOW = """
CREATE FUNCTION add_statement_photo(of_statement uuid, new_id uuid, bytes integer, hash varchar) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO applicants_statementphoto (id, statement_id, area_code, size, content_hash, added_on)
    SELECT new_id, s.id, s.area_code, bytes, hash, s.received_on FROM applicants_onlinestatement s
    WHERE s.id = of_statement AND s.answer = '' AND s.received_at > now() - interval '10 minutes'
      AND s.received_on = NULLIF(current_setting('app.public_on', true), '')::date
$$;
"""
KEPT = """
CREATE OR REPLACE FUNCTION document_is_kept(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_document WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_objectionphoto WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_noticeposting WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_statementphoto WHERE id = wanted)
$$;
"""
KEPT_BEFORE = import_module(
    "applicants.migrations.0051_what_people_say_is_read_by_whoever_may"
).KEPT


class Migration(migrations.Migration):
    dependencies = [("applicants", "0052_boards_photos_and_drafts")]

    operations = [
        protect_by_area(POSTING),
        withhold(POSTING, "UPDATE", "DELETE"),
        migrations.RunSQL(
            PROTECT_PHOTO,
            f"DROP POLICY {PHOTO}_in_area ON {PHOTO};ALTER TABLE {PHOTO} DISABLE ROW LEVEL SECURITY;",
        ),
        withhold(PHOTO, "UPDATE", "DELETE"),
        migrations.RunSQL(SHOW, "DROP FUNCTION add_statement_photo(uuid, uuid, integer, varchar);"),
        migrations.RunSQL(KEPT, KEPT_BEFORE),
    ]

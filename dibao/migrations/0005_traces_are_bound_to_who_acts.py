"""Traces and histories are written in a scope that the application opened, in the name of who acts in it."""

from django.conf import settings
from django.db import migrations, models

# The key's two paddings, which `prepare_database` writes; nobody but the owner reads them.
KEY = f"""
CREATE TABLE scope_key (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
REVOKE ALL ON scope_key FROM PUBLIC, {settings.APP_ROLE};
"""
# HMAC-SHA256 over the five settings of `dibao.scope.Context`. All empty means nobody: migrations, operators' SQL.
STORY = r"""
CREATE FUNCTION scope_story() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    said text := concat_ws(
        E'\n',
        COALESCE(current_setting('app.area_from', true), ''),
        COALESCE(current_setting('app.area_to', true), ''),
        COALESCE(current_setting('app.public_on', true), ''),
        COALESCE(current_setting('pghistory.context_id', true), ''),
        COALESCE(current_setting('pghistory.context_metadata', true), '')
    );
BEGIN
    IF said = E'\n\n\n\n' THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM scope_key
         WHERE encode(sha256(outer_pad || sha256(inner_pad || convert_to(said, 'UTF8'))), 'hex')
               = current_setting('app.seal', true)
    ) THEN
        RAISE EXCEPTION 'the application did not open this scope' USING ERRCODE = '42501';
    END IF;
    RETURN NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb;
END
$$;
"""
TRACES = ("dibao_auditevent", "dibao_readlog")
OWN = """
    staff_key IS NOT DISTINCT FROM (scope_story() ->> 'staff')::bigint
    AND staff_name = COALESCE(scope_story() ->> 'name', '')
    AND request_id = COALESCE(scope_story() ->> 'request', '')
"""


def bind(table: str) -> migrations.RunSQL:
    """Everybody reads (pages scope it); a row is added only by the person it names, in the request it names."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY {table}_seen ON {table} FOR SELECT USING (true);"
        f"CREATE POLICY {table}_own ON {table} FOR INSERT WITH CHECK ({OWN});",
        f"DROP POLICY {table}_own ON {table}; DROP POLICY {table}_seen ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0004_people_and_places_keep_their_history"),
    ]

    operations = [
        migrations.RunSQL(KEY, "DROP TABLE scope_key"),
        migrations.RunSQL(STORY, "DROP FUNCTION scope_story()"),
        *(bind(table) for table in TRACES),
        migrations.AddIndex(
            model_name="readlog",
            index=models.Index(fields=["area_code", "-id"], name="read_log_area"),
        ),
    ]

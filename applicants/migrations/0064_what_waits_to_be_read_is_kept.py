"""A workbook that nobody has entered yet is no orphan: the nightly sweep asks here which stored files have a row."""

from importlib import import_module

from django.db import migrations

KEPT = """
CREATE OR REPLACE FUNCTION document_is_kept(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM applicants_document WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_objectionphoto WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_noticeposting WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_statementphoto WHERE id = wanted)
        OR EXISTS (SELECT FROM applicants_checkfile WHERE id = wanted AND status = 'received')
        OR EXISTS (SELECT FROM applicants_referralsheet WHERE id = wanted AND taken_on IS NULL)
$$;
"""
KEPT_BEFORE = import_module("applicants.migrations.0053_boards_and_photos_are_seen_by_area").KEPT


class Migration(migrations.Migration):
    dependencies = [("applicants", "0063_referrals_end_on_their_day")]

    operations = [migrations.RunSQL(KEPT, KEPT_BEFORE)]

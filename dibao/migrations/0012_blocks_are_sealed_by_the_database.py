"""Blocks are written by a function of the owner's, out of the rows themselves; nobody else adds one."""

from django.db import migrations

from dibao.migration_operations import withhold

# Texts of times and bytes must come out alike whoever asks, so the function says how they are written.
SEAL = r"""
CREATE FUNCTION seal_entries() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres' SET bytea_output = 'hex'
SET extra_float_digits = '1'
AS $$
DECLARE
    layout dibao_auditlayout%ROWTYPE;
    last dibao_auditblock%ROWTYPE;
    low bigint;
    ended bigint;
    cut bigint;
    source record;
    found record;
    one record;
    chains jsonb := '{}';
    digest text;
    moment timestamptz;
    own text;
    sealed integer := 0;
BEGIN
    -- One after the other; the next one sees what the one before it sealed.
    PERFORM pg_advisory_xact_lock(7203816);
    SELECT * INTO STRICT layout FROM dibao_auditlayout ORDER BY id DESC LIMIT 1;
    SELECT coalesce(max(to_transaction), 0) INTO low FROM dibao_auditblock;
    -- Below the oldest transaction that is open in this database all have ended: nothing can be added there any more,
    -- however long one stays open; it is above, and so in a later block. What is open in the server's other databases
    -- adds nothing here. The end is looked up first, then who is open below it, then, by statements that see all that
    -- ended meanwhile, the rows: so the transaction must not look at the database as it was.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'blocks are sealed by transactions that see what was committed last' USING ERRCODE = '25001';
    END IF;
    PERFORM pg_stat_clear_snapshot();
    ended := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    SELECT ended - coalesce(max(age), 0) INTO cut FROM (
        -- Numbers of sessions have 32 bits; those behind the end by more than half of all are ahead of it.
        SELECT (ended % 4294967296 - number + 4294967296) % 4294967296 AS age FROM (
            SELECT backend_xid::text::bigint AS number FROM pg_stat_activity
            WHERE datname = current_database() AND backend_xid IS NOT NULL
            UNION ALL
            SELECT transaction::text::bigint FROM pg_prepared_xacts WHERE database = current_database()
        ) held
    ) behind WHERE age < 2147483648;
    cut := cut + layout.transaction_offset;
    IF cut < low THEN
        RAISE EXCEPTION 'transactions of this server lie before sealed ones: run prepare_database'
            USING ERRCODE = '55000';
    END IF;
    FOR source IN SELECT key AS name, value AS shape FROM jsonb_each(layout.tables) LOOP
        FOR found IN EXECUTE format(
            'SELECT %s AS chain, count(*) AS entries, encode(sha256(string_agg('
            'sha256(convert_to(ROW(%s)::text, ''UTF8'')), '''' ORDER BY %I)), ''hex'') AS digest'
            ' FROM %I WHERE written_in >= $1 AND written_in < $2 GROUP BY 1',
            CASE WHEN (source.shape ->> 'has_place')::boolean
                 THEN 'rpad(left(area_code, 6), 12, ''0'')' ELSE '''000000000000''' END,
            (SELECT string_agg(quote_ident(name), ', ' ORDER BY place)
             FROM jsonb_array_elements_text(source.shape -> 'columns') WITH ORDINALITY AS c(name, place)),
            source.shape ->> 'key', source.name
        ) USING low, cut LOOP
            chains := chains || jsonb_build_object(
                found.chain, coalesce(chains -> found.chain, '{}')
                || jsonb_build_object(source.name, jsonb_build_array(found.entries, found.digest)));
        END LOOP;
    END LOOP;
    FOR one IN SELECT key AS chain, value AS parts FROM jsonb_each(chains) ORDER BY key COLLATE "C" LOOP
        SELECT * INTO last FROM dibao_auditblock WHERE chain = one.chain ORDER BY number DESC LIMIT 1;
        moment := clock_timestamp();
        SELECT sum((value ->> 0)::bigint) AS entries,
               string_agg(format('%s %s %s', key, value ->> 0, value ->> 1), E'\n' ORDER BY key COLLATE "C") AS told
          INTO found FROM jsonb_each(one.parts);
        own := encode(sha256(convert_to(concat_ws(
            E'\n', one.chain, coalesce(last.number, 0) + 1, coalesce(last.to_transaction, 0), cut, found.entries,
            to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.US'), layout.sha256, coalesce(last.hash, repeat('0', 64)),
            found.told), 'UTF8')), 'hex');
        INSERT INTO dibao_auditblock (chain, number, layout_id, from_transaction, to_transaction, entry_count, parts,
                                      previous_hash, hash, sealed_at)
        VALUES (one.chain, coalesce(last.number, 0) + 1, layout.id, coalesce(last.to_transaction, 0), cut,
                found.entries, one.parts, coalesce(last.hash, repeat('0', 64)), own, moment);
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("dibao", "0011_traces_are_sealed_in_blocks")]

    operations = [
        withhold("dibao_auditlayout", "INSERT", "UPDATE", "DELETE"),
        withhold("dibao_auditblock", "INSERT", "UPDATE", "DELETE"),
        withhold("dibao_chaincheck", "UPDATE", "DELETE"),
        migrations.RunSQL(SEAL, "DROP FUNCTION seal_entries()"),
    ]

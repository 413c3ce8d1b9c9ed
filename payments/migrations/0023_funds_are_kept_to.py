"""Funds are seen by area; PostgreSQL alone attributes batches to sources, in their order and never beyond them."""

from django.conf import settings
from django.db import migrations

from dibao.migration_operations import protect_by_area, withhold

_ANSWER = "confirmed_by_id, confirmed_at, declined_by_id, declined_at, decline_reason"

# 按中央、省、市、县的顺序; 市级财政按每人每年20元落实定补，县市区财政全额兜底.
FIRST_ORDER = """
INSERT INTO payments_fundsource (from_year, level, place, yuan_per_person)
VALUES (2006, 'central', 1, NULL), (2006, 'provincial', 2, NULL), (2006, 'municipal', 3, 20), (2006, 'county', 4, NULL);
"""
NO_ORDER = """
ALTER TABLE payments_fundsource DISABLE TRIGGER USER;
DELETE FROM payments_fundsource;
ALTER TABLE payments_fundsource ENABLE TRIGGER USER;
"""

# A county keeps its funds here for a year from the first benefit money on that is confirmed; before that nothing is
# attributed, and nothing is short.
READING = """
CREATE FUNCTION lock_funds(county text, of_year integer) RETURNS void
LANGUAGE sql VOLATILE SET search_path FROM CURRENT AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('funds ' || county || ' ' || of_year, 0))
$$;
CREATE FUNCTION funds_of(county text, of_year integer)
RETURNS TABLE (level text, place integer, allocated numeric, attributed numeric)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT s.level, s.place::integer,
           (SELECT coalesce(sum(e.amount), 0) FROM payments_fundentry e
            WHERE e.area_code = county AND e.year = of_year AND e.kind = 'benefit' AND e.level = s.level
              AND e.confirmed_at IS NOT NULL),
           (SELECT coalesce(sum(f.amount), 0) FROM payments_batchfunding f
            WHERE f.area_code = county AND f.year = of_year AND f.level = s.level)
    FROM payments_fundsource s
    WHERE s.from_year = (SELECT max(from_year) FROM payments_fundsource WHERE from_year <= of_year)
$$;
CREATE FUNCTION funds_are_kept(county text, of_year integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM payments_fundentry
                   WHERE area_code = county AND year = of_year AND kind = 'benefit' AND confirmed_at IS NOT NULL)
$$;
CREATE FUNCTION funds_short_of(county text, of_year integer, wanted numeric) RETURNS numeric
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT CASE WHEN funds_are_kept(county, of_year)
        THEN greatest(wanted - (SELECT coalesce(sum(greatest(allocated - attributed, 0)), 0)
                                FROM funds_of(county, of_year)), 0)
        ELSE 0 END
$$;
CREATE FUNCTION funds_are_overdrawn(county text, of_year integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM funds_of(county, of_year) WHERE attributed > allocated)
        OR (SELECT coalesce(sum(CASE kind WHEN 'work' THEN amount WHEN 'work_spending' THEN -amount END), 0)
            FROM payments_fundentry
            WHERE area_code = county AND year = of_year AND confirmed_at IS NOT NULL) < 0
        OR EXISTS (SELECT FROM payments_fundentry
                   WHERE area_code = county AND year = of_year AND confirmed_at IS NOT NULL
                   GROUP BY coalesce(corrects_id, id) HAVING sum(amount) < 0)
$$;
"""
NO_READING = """
DROP FUNCTION funds_are_overdrawn(text, integer);
DROP FUNCTION funds_short_of(text, integer, numeric);
DROP FUNCTION funds_are_kept(text, integer);
DROP FUNCTION funds_of(text, integer);
DROP FUNCTION lock_funds(text, integer);
"""

# What a batch bears on its sources now is made what its status says: all that goes to the bank once it is sealed, what
# was paid once it is settled, nothing once it is void. Asked twice it does nothing the second time. It runs as the
# owner, since nobody else adds a row, and for batches of the caller's area alone.
ATTRIBUTION = """
CREATE FUNCTION attribute_funds(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    b payments_paymentbatch;
    of_year integer;
    borne numeric;
    due numeric;
BEGIN
    SELECT * INTO b FROM payments_paymentbatch
    WHERE id = wanted AND area_code >= NULLIF(current_setting('app.area_from', true), '')
      AND area_code < NULLIF(current_setting('app.area_to', true), '');
    IF b.id IS NULL OR b.status NOT IN ('sealed', 'filed', 'sent', 'settled', 'void') THEN
        RETURN;
    END IF;
    of_year := extract(year FROM b.month);
    PERFORM lock_funds(b.area_code, of_year);
    borne := (SELECT coalesce(sum(amount), 0) FROM payments_batchfunding WHERE batch_id = b.id);
    due := CASE b.status
        WHEN 'void' THEN 0
        WHEN 'settled' THEN (SELECT coalesce(sum(amount), 0) FROM payments_paymentline
                             WHERE batch_id = b.id AND status = 'paid')
        ELSE b.total_amount - b.held_amount END;
    IF due < borne THEN
        INSERT INTO payments_batchfunding (batch_id, area_code, year, level, amount, reason, made_at)
        SELECT b.id, b.area_code, of_year, r.level, -least(r.amount, borne - due - r.later), b.status, now()
        FROM (SELECT f.level, f.amount,
                     coalesce(sum(f.amount) OVER (ORDER BY s.place DESC
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS later
              FROM (SELECT level, sum(amount) AS amount FROM payments_batchfunding
                    WHERE batch_id = b.id GROUP BY level) f
              JOIN funds_of(b.area_code, of_year) s USING (level)) r
        WHERE r.amount > 0 AND borne - due > r.later
        ORDER BY r.later;
    ELSIF due > borne AND b.status IN ('sealed', 'filed', 'sent') AND funds_are_kept(b.area_code, of_year) THEN
        INSERT INTO payments_batchfunding (batch_id, area_code, year, level, amount, reason, made_at)
        SELECT b.id, b.area_code, of_year, r.level, least(r.amount, due - borne - r.earlier), 'sealed', now()
        FROM (SELECT level, amount,
                     coalesce(sum(amount) OVER (ORDER BY place
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS earlier
              FROM (SELECT level, place, allocated - attributed AS amount
                    FROM funds_of(b.area_code, of_year)) s
              WHERE amount > 0) r
        WHERE due - borne > r.earlier
        ORDER BY r.earlier;
        IF (SELECT coalesce(sum(amount), 0) FROM payments_batchfunding WHERE batch_id = b.id) <> due THEN
            RAISE EXCEPTION 'a_sealed_batch_is_covered_by_funds' USING ERRCODE = '23514';
        END IF;
    END IF;
END $$;
"""
NO_ATTRIBUTION = "DROP FUNCTION attribute_funds(bigint);"


class Migration(migrations.Migration):
    dependencies = [("payments", "0022_funds_by_level_and_year")]

    operations = [
        protect_by_area("payments_fundentry"),
        protect_by_area("payments_fundentryevent"),
        protect_by_area("payments_batchfunding"),
        withhold("payments_fundsource", "INSERT", "UPDATE", "DELETE"),
        withhold("payments_batchfunding", "INSERT", "UPDATE", "DELETE"),
        withhold("payments_fundentryevent", "UPDATE", "DELETE"),
        withhold("payments_fundentry", "UPDATE", "DELETE"),
        migrations.RunSQL(
            f"GRANT UPDATE ({_ANSWER}) ON payments_fundentry TO {settings.APP_ROLE};",
            f"REVOKE UPDATE ({_ANSWER}) ON payments_fundentry FROM {settings.APP_ROLE};",
        ),
        migrations.RunSQL(FIRST_ORDER, NO_ORDER),
        migrations.RunSQL(READING, NO_READING),
        migrations.RunSQL(ATTRIBUTION, NO_ATTRIBUTION),
    ]

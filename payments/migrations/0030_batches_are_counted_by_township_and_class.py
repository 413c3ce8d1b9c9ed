"""What a signed batch comes to by township and class; PostgreSQL alone counts it, once, with the seal."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from dibao.migration_operations import protect_by_area, withhold

# It runs as the owner, since nobody else adds a row. What it says of a batch is never anything but what the sealed
# lines say, and the second time it says nothing, so that whoever calls it may.
COUNTING = """
CREATE FUNCTION tally_batch(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    b payments_paymentbatch;
BEGIN
    SELECT * INTO b FROM payments_paymentbatch WHERE id = wanted;
    IF b.status NOT IN ('sealed', 'filed', 'sent', 'settled')
       OR EXISTS (SELECT FROM payments_batchtally WHERE batch_id = b.id) THEN
        RETURN;
    END IF;
    INSERT INTO payments_batchtally (
        batch_id, area_code, kind, benefit_class, household_count, person_count, given_amount, offset_amount)
    SELECT b.id, c.township || '000', c.kind, c.benefit_class, count(*), sum(c.covered_count), sum(c.given),
           sum(c.offset_amount)
    FROM (
        SELECT 'all' AS kind, left(l.area_code, 9) AS township, l.benefit_class, l.covered_count,
               l.base_amount + l.supplement_amount AS given, l.offset_amount
        FROM payments_paymentline l WHERE l.batch_id = b.id
        UNION ALL
        SELECT e.kind, left(e.area_code, 9), l.benefit_class, l.covered_count,
               l.base_amount + l.supplement_amount, l.offset_amount
        FROM payments_batchexception e
        JOIN payments_paymentline l ON l.household_id = e.household_id AND l.kind = b.kind AND l.status <> 'void'
         AND l.month = CASE e.kind WHEN 'new' THEN b.month ELSE (b.month - interval '1 month')::date END
        WHERE e.batch_id = b.id AND e.kind IN ('new', 'ended')
    ) c
    GROUP BY c.kind, c.township, c.benefit_class;
END $$;
"""
NO_COUNTING = "DROP FUNCTION tally_batch(bigint);"
# Batches that were signed before anybody counted them.
SIGNED_BEFORE = """
SELECT tally_batch(id) FROM payments_paymentbatch WHERE status IN ('sealed', 'filed', 'sent', 'settled');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0009_a_posting_may_limit_what_its_holder_signs"),
        ("payments", "0029_disputes_are_kept_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("all", "全部"), ("new", "新增"), ("ended", "停发")],
                        max_length=5,
                        verbose_name="种类",
                    ),
                ),
                (
                    "benefit_class",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "一类"), (2, "二类"), (3, "三类")], verbose_name="类别"
                    ),
                ),
                ("household_count", models.PositiveIntegerField(verbose_name="户数")),
                ("person_count", models.PositiveIntegerField(verbose_name="人数")),
                (
                    "given_amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="应发（元）"),
                ),
                (
                    "offset_amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="抵扣（元）"),
                ),
            ],
            options={
                "verbose_name": "批次统计",
                "verbose_name_plural": "批次统计",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentbatch",
            trigger=pgtrigger.compiler.Trigger(
                name="a_sealed_batch_is_counted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM tally_batch(n.id) FROM old_rows o JOIN new_rows n USING (id)\n                WHERE n.status = 'sealed' AND o.status <> 'sealed';\n                RETURN NULL;\n                ",
                    hash="1351aa8b4d05bc8e136051d89e6786ede02cf3c1",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_sealed_batch_is_counted_50990",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="payments_paymentbatch",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="batchtally",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dibao.area",
                verbose_name="地区",
            ),
        ),
        migrations.AddField(
            model_name="batchtally",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tallies",
                to="payments.paymentbatch",
                verbose_name="批次",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchtally",
            constraint=models.UniqueConstraint(
                fields=("batch", "area", "kind", "benefit_class"),
                name="a_township_and_class_is_counted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchtally",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["all", "new", "ended"])),
                name="tally_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchtally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("household_count__gt", 0), ("offset_amount__gte", 0), ("person_count__gt", 0)
                ),
                name="a_tally_counts_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="batchtally",
            trigger=pgtrigger.compiler.Trigger(
                name="batch_tally_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'batch_tally is append-only' USING ERRCODE = '23514';",
                    hash="37e4af01c273d7d3331f4cc67bfbfaa3c5942b1d",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_batch_tally_is_append_only_f4221",
                    table="payments_batchtally",
                    when="BEFORE",
                ),
            ),
        ),
        protect_by_area("payments_batchtally"),
        withhold("payments_batchtally", "INSERT", "UPDATE", "DELETE"),
        migrations.RunSQL(COUNTING, NO_COUNTING),
        migrations.RunSQL(SIGNED_BEFORE, migrations.RunSQL.noop),
    ]

"""Traces and histories are sealed in blocks, chained, and their verifications are kept."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dibao", "0010_nobody_posts_themselves"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditLayout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("tables", models.JSONField(verbose_name="表和列")),
                (
                    "transaction_offset",
                    models.BigIntegerField(db_default=0, default=0, verbose_name="事务号起点"),
                ),
                ("server", models.CharField(max_length=20, verbose_name="服务器")),
                ("sha256", models.CharField(max_length=64, verbose_name="指纹")),
            ],
            options={
                "verbose_name": "封存的列",
                "verbose_name_plural": "封存的列",
            },
        ),
        migrations.CreateModel(
            name="ChainCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("since", models.DateTimeField(null=True, verbose_name="起点")),
                ("block_count", models.PositiveIntegerField(verbose_name="块数")),
                ("entry_count", models.PositiveBigIntegerField(verbose_name="条数")),
                ("faults", models.JSONField(default=list, verbose_name="问题")),
            ],
            options={
                "verbose_name": "留痕核验",
                "verbose_name_plural": "留痕核验",
            },
        ),
        migrations.CreateModel(
            name="AuditBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.CharField(db_collation="C", max_length=12, verbose_name="链")),
                ("number", models.PositiveIntegerField(verbose_name="块号")),
                ("from_transaction", models.BigIntegerField(verbose_name="事务号起")),
                ("to_transaction", models.BigIntegerField(db_index=True, verbose_name="事务号止")),
                ("entry_count", models.PositiveIntegerField(verbose_name="条数")),
                ("parts", models.JSONField(verbose_name="各表")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="上一块指纹")),
                ("hash", models.CharField(max_length=64, verbose_name="指纹")),
                ("sealed_at", models.DateTimeField(verbose_name="封存时间")),
                (
                    "layout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dibao.auditlayout",
                        verbose_name="封存的列",
                    ),
                ),
            ],
            options={
                "verbose_name": "封存块",
                "verbose_name_plural": "封存块",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditlayout",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_layout_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'audit_layout is append-only' USING ERRCODE = '23514';",
                    hash="b6fc4cfa595d38e3d51a9c1410ef437bfb34b9a7",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_audit_layout_is_append_only_471bb",
                    table="dibao_auditlayout",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chaincheck",
            trigger=pgtrigger.compiler.Trigger(
                name="chain_check_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'chain_check is append-only' USING ERRCODE = '23514';",
                    hash="21f6006308f3e3b0d2c6a0b24cf7544ce4ce5d33",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_chain_check_is_append_only_200d8",
                    table="dibao_chaincheck",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="auditblock",
            constraint=models.UniqueConstraint(
                fields=("chain", "number"), name="a_chain_has_one_block_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("entry_count__gte", 1), ("number__gte", 1)),
                name="no_block_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_transaction__lt", models.F("to_transaction"))),
                name="a_block_covers_a_range",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditblock",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_block_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'audit_block is append-only' USING ERRCODE = '23514';",
                    hash="d8558833efb6de96979ddaad4b01904df6d6affb",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_audit_block_is_append_only_8f5e9",
                    table="dibao_auditblock",
                    when="BEFORE",
                ),
            ),
        ),
    ]

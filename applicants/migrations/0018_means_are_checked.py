import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0017_rule_sets_keep_their_history"),
        ("dibao", "0003_fields_have_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("hukou", "户籍"),
                            ("tax", "税务"),
                            ("social_insurance", "社会保险"),
                            ("real_estate", "不动产登记"),
                            ("market", "市场主体登记"),
                            ("housing_fund", "住房公积金"),
                            ("vehicles", "车船登记"),
                            ("banks", "银行存款"),
                            ("insurance", "商业保险"),
                            ("securities", "证券"),
                            ("payment", "非银行支付"),
                        ],
                        max_length=20,
                        verbose_name="核对内容",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("nothing", "没有查到"),
                            ("found", "查到"),
                            ("no_answer", "没有回复"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                (
                    "finding",
                    models.CharField(blank=True, max_length=300, verbose_name="查到的内容"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="金额（元）",
                    ),
                ),
                (
                    "count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="数量"),
                ),
                ("answered_on", models.DateField(verbose_name="登记日期")),
            ],
            options={
                "verbose_name": "核对结果",
                "verbose_name_plural": "核对结果",
            },
        ),
        migrations.CreateModel(
            name="CheckFile",
            fields=[
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "待核验"),
                            ("taken", "已导入"),
                            ("refused", "没有导入"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("answer_count", models.PositiveIntegerField(default=0, verbose_name="结果数")),
                ("found_count", models.PositiveIntegerField(default=0, verbose_name="查到")),
                ("refusal", models.TextField(blank=True, verbose_name="未导入的原因")),
                ("loaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
            ],
            options={
                "verbose_name": "核对结果文件",
                "verbose_name_plural": "核对结果文件",
            },
        ),
        migrations.CreateModel(
            name="CheckFileEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "待核验"),
                            ("taken", "已导入"),
                            ("refused", "没有导入"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("answer_count", models.PositiveIntegerField(default=0, verbose_name="结果数")),
                ("found_count", models.PositiveIntegerField(default=0, verbose_name="查到")),
                ("refusal", models.TextField(blank=True, verbose_name="未导入的原因")),
                ("loaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CheckSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "被核对人",
                "verbose_name_plural": "被核对人",
            },
        ),
        migrations.CreateModel(
            name="EconomicCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("hukou", "户籍"),
                                ("tax", "税务"),
                                ("social_insurance", "社会保险"),
                                ("real_estate", "不动产登记"),
                                ("market", "市场主体登记"),
                                ("housing_fund", "住房公积金"),
                                ("vehicles", "车船登记"),
                                ("banks", "银行存款"),
                                ("insurance", "商业保险"),
                                ("securities", "证券"),
                                ("payment", "非银行支付"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="核对内容",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "已提请"),
                            ("started", "核对中"),
                            ("closed", "已有结果"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="提请日期")),
                ("contest", models.TextField(blank=True, verbose_name="申请人的异议和佐证")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="启动日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "has_differences",
                    models.BooleanField(default=False, verbose_name="与申报有出入"),
                ),
            ],
            options={
                "verbose_name": "经济状况核对",
                "verbose_name_plural": "经济状况核对",
            },
        ),
        migrations.CreateModel(
            name="EconomicCheckEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=0, verbose_name="版本")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("hukou", "户籍"),
                                ("tax", "税务"),
                                ("social_insurance", "社会保险"),
                                ("real_estate", "不动产登记"),
                                ("market", "市场主体登记"),
                                ("housing_fund", "住房公积金"),
                                ("vehicles", "车船登记"),
                                ("banks", "银行存款"),
                                ("insurance", "商业保险"),
                                ("securities", "证券"),
                                ("payment", "非银行支付"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="核对内容",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "已提请"),
                            ("started", "核对中"),
                            ("closed", "已有结果"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="提请日期")),
                ("contest", models.TextField(blank=True, verbose_name="申请人的异议和佐证")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="启动日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "has_differences",
                    models.BooleanField(default=False, verbose_name="与申报有出入"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="townshipopinion",
            trigger=pgtrigger.compiler.Trigger(
                name="an_opinion_waits_for_the_economic_check",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows p JOIN applicants_economiccheck k ON k.case_id = p.case_id\n                WHERE k.status <> 'closed'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_opinion_waits_for_the_economic_check' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a0b2759433db277f80b6ef1c98f82c4606c82caa",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_opinion_waits_for_the_economic_check_a2f3c",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_townshipopinion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="checkanswer",
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
            model_name="checkanswer",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applicants.person",
                verbose_name="被核对人",
            ),
        ),
        migrations.AddField(
            model_name="checkanswer",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="checkfile",
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
            model_name="checkfile",
            name="loaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="上传人",
            ),
        ),
        migrations.AddField(
            model_name="checkanswer",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="applicants.checkfile",
                verbose_name="结果文件",
            ),
        ),
        migrations.AddField(
            model_name="checkfileevent",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.area",
                verbose_name="地区",
            ),
        ),
        migrations.AddField(
            model_name="checkfileevent",
            name="loaded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="上传人",
            ),
        ),
        migrations.AddField(
            model_name="checkfileevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.checkfile",
            ),
        ),
        migrations.AddField(
            model_name="checksubject",
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
            model_name="checksubject",
            name="authorisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applicants.authorisation",
                verbose_name="授权",
            ),
        ),
        migrations.AddField(
            model_name="checksubject",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applicants.person",
                verbose_name="被核对人",
            ),
        ),
        migrations.AddField(
            model_name="economiccheck",
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
            model_name="economiccheck",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="economiccheck",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="结束人",
            ),
        ),
        migrations.AddField(
            model_name="economiccheck",
            name="repeats",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repeated_by",
                to="applicants.economiccheck",
                verbose_name="复查的那次核对",
            ),
        ),
        migrations.AddField(
            model_name="economiccheck",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提请人",
            ),
        ),
        migrations.AddField(
            model_name="economiccheck",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="启动人",
            ),
        ),
        migrations.AddField(
            model_name="checksubject",
            name="economic_check",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="subjects",
                to="applicants.economiccheck",
                verbose_name="核对",
            ),
        ),
        migrations.AddField(
            model_name="checkanswer",
            name="economic_check",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="applicants.economiccheck",
                verbose_name="核对",
            ),
        ),
        migrations.AddField(
            model_name="economiccheckevent",
            name="area",
            field=models.ForeignKey(
                db_column="area_code",
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="dibao.area",
                verbose_name="地区",
            ),
        ),
        migrations.AddField(
            model_name="economiccheckevent",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.case",
                verbose_name="案件",
            ),
        ),
        migrations.AddField(
            model_name="economiccheckevent",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="结束人",
            ),
        ),
        migrations.AddField(
            model_name="economiccheckevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="applicants.economiccheck",
            ),
        ),
        migrations.AddField(
            model_name="economiccheckevent",
            name="repeats",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="applicants.economiccheck",
                verbose_name="复查的那次核对",
            ),
        ),
        migrations.AddField(
            model_name="economiccheckevent",
            name="requested_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提请人",
            ),
        ),
        migrations.AddField(
            model_name="economiccheckevent",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="启动人",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "refused"), _negated=True),
                fields=("area", "sha256"),
                name="a_check_file_is_taken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["received", "taken", "refused"])),
                name="check_file_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("refusal", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_refused_check_file_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="check_file_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'check_file is never deleted' USING ERRCODE = '23514';",
                    hash="fdf35db33514de665762879c949e428d2b3b3fb6",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_check_file_is_never_deleted_c0963",
                    table="applicants_checkfile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="check_file_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'check_file_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="2c8df10ad8d85274a3ebbc437cf8514017b08802",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_check_file_key_never_changes_d142f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_checkfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="check_file_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('received', 'refused'), ('received', 'taken'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'check_file_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="8a08b6d61f1a48a4f1cad61a95e10c2e26557676",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_check_file_moves_along_its_table_14db6",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_checkfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="check_file_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'received' AND NOT (FALSE)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'check_file_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="c3e5a8bdf2682755371c0d7de80874c6f93716f7",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_check_file_starts_at_the_start_c7696",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_checkfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="a_check_file_is_read_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> 'received'\n                   OR (o.area_code, o.name, o.sha256, o.loaded_by_id, o.loaded_at)\n                      <> (n.area_code, n.name, n.sha256, n.loaded_by_id, n.loaded_at)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_check_file_is_read_once' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="329b9bb6e1a69ca96a1afe7faae8e6c0bed2d785",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_check_file_is_read_once_78ee9",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_checkfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_checkfileevent" ("answer_count", "area_code", "found_count", "id", "loaded_at", "loaded_by_id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "sha256", "status", "version") SELECT new_values."answer_count", new_values."area_code", new_values."found_count", new_values."id", new_values."loaded_at", new_values."loaded_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."refusal", new_values."sha256", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="93304c6467023cd5845b6175929e6e9418741bb9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_760e4",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_checkfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_checkfileevent" ("answer_count", "area_code", "found_count", "id", "loaded_at", "loaded_by_id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "sha256", "status", "version") SELECT new_values."answer_count", new_values."area_code", new_values."found_count", new_values."id", new_values."loaded_at", new_values."loaded_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."refusal", new_values."sha256", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="3fc0992de0a6ed83321c93405868713208d94a24",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3a937",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_checkfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfile",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_checkfileevent" ("answer_count", "area_code", "found_count", "id", "loaded_at", "loaded_by_id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refusal", "sha256", "status", "version") SELECT old_values."answer_count", old_values."area_code", old_values."found_count", old_values."id", old_values."loaded_at", old_values."loaded_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."refusal", old_values."sha256", old_values."status", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="1d2e01c672df3559dbf54a6ba44a50aba4fe3ee5",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ec97d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_checkfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkfileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0260d8ba6555d015975d2277fe33ef7bd7d67a8a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b1941",
                    table="applicants_checkfileevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="economiccheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "closed"), _negated=True),
                fields=("case",),
                name="one_check_of_a_case_is_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="economiccheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["requested", "started", "closed"])),
                name="check_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="economiccheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sources", []), _negated=True),
                    (
                        "sources__contained_by",
                        [
                            "hukou",
                            "tax",
                            "social_insurance",
                            "real_estate",
                            "market",
                            "housing_fund",
                            "vehicles",
                            "banks",
                            "insurance",
                            "securities",
                            "payment",
                        ],
                    ),
                ),
                name="a_check_asks_known_sources",
            ),
        ),
        migrations.AddConstraint(
            model_name="economiccheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contest", ""), ("repeats__isnull", True)),
                    models.Q(("repeats__isnull", False), models.Q(("contest", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_repeated_check_says_what_is_contested",
            ),
        ),
        migrations.AddConstraint(
            model_name="economiccheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("started_by__isnull", True),
                        ("started_on__isnull", True),
                        ("status", "requested"),
                    ),
                    models.Q(
                        models.Q(("status", "requested"), _negated=True),
                        ("started_by__isnull", False),
                        ("started_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_started_check_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="economiccheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_by__isnull", False),
                        ("closed_on__isnull", False),
                        ("status", "closed"),
                    ),
                    models.Q(
                        models.Q(("status", "closed"), _negated=True),
                        ("closed_by__isnull", True),
                        ("closed_on__isnull", True),
                        ("has_differences", False),
                    ),
                    _connector="OR",
                ),
                name="a_closed_check_says_by_whom_and_when",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="economic_check_is_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'economic_check is never deleted' USING ERRCODE = '23514';",
                    hash="5d00f71bef3d71334d2510d7cf143176bf975221",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_economic_check_is_never_deleted_5b064",
                    table="applicants_economiccheck",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="economic_check_key_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM old_rows o LEFT JOIN new_rows n USING (id) WHERE n.id IS NULL) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'economic_check_key_never_changes' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="bdcade129f50491291c8fb1b8659782f1687c070",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_economic_check_key_never_changes_91ec4",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="economic_check_moves_along_its_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (('requested', 'started'), ('started', 'closed'))\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'economic_check_moves_along_its_table' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="57a774624363742260bc85a76c302e2b9b4e9274",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_economic_check_moves_along_its_table_5df8f",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="economic_check_starts_at_the_start",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (SELECT FROM new_rows n WHERE n.status <> 'requested' AND NOT (FALSE)) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'economic_check_starts_at_the_start' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e05db72bcf2c6ea3d4b637238d35e8ab16fef116",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_economic_check_starts_at_the_start_41eea",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="a_check_is_asked_for_by_an_open_investigation",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows k LEFT JOIN applicants_case c ON c.id = k.case_id\n                LEFT JOIN applicants_economiccheck b ON b.id = k.repeats_id\n                WHERE c.id IS NULL OR c.area_code <> k.area_code OR c.status <> 'accepted'\n                   OR k.repeats_id IS NOT NULL AND\n                      (b.case_id, b.status) IS DISTINCT FROM (k.case_id, 'closed')\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_check_is_asked_for_by_an_open_investigation' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="470ffa21eb667a734dec8138fa7a80a552de580e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_check_is_asked_for_by_an_open_investigation_7593f",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="a_check_stays_what_was_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM old_rows o JOIN new_rows n USING (id)\n                WHERE (o.case_id, o.area_code, o.sources, o.requested_by_id, o.requested_on, o.repeats_id, o.contest)\n                      IS DISTINCT FROM\n                      (n.case_id, n.area_code, n.sources, n.requested_by_id, n.requested_on, n.repeats_id, n.contest)\n                   OR o.status = 'closed'\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_check_stays_what_was_asked' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="893ca7cd0ad5a0251d95a11a7bdd49e2a108cda6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_check_stays_what_was_asked_32f72",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="a_closed_check_has_every_answer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows n CROSS JOIN LATERAL unnest(n.sources) AS asked (source)\n                JOIN applicants_checksubject s ON s.economic_check_id = n.id\n                LEFT JOIN applicants_checkanswer a ON a.economic_check_id = n.id\n                    AND a.person_id = s.person_id AND a.source = asked.source\n                WHERE n.status = 'closed' AND a.id IS NULL\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_closed_check_has_every_answer' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="1d5e580ee47f8b9871f9460308b1908045c09853",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_closed_check_has_every_answer_54229",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_economiccheckevent" ("area_code", "case_id", "closed_by_id", "closed_on", "contest", "has_differences", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats_id", "requested_by_id", "requested_on", "sources", "started_by_id", "started_on", "status", "version") SELECT new_values."area_code", new_values."case_id", new_values."closed_by_id", new_values."closed_on", new_values."contest", new_values."has_differences", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."repeats_id", new_values."requested_by_id", new_values."requested_on", new_values."sources", new_values."started_by_id", new_values."started_on", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="d141038fa85fa2db11c7b9e847aa4e932bbad393",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9bb88",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_economiccheckevent" ("area_code", "case_id", "closed_by_id", "closed_on", "contest", "has_differences", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats_id", "requested_by_id", "requested_on", "sources", "started_by_id", "started_on", "status", "version") SELECT new_values."area_code", new_values."case_id", new_values."closed_by_id", new_values."closed_on", new_values."contest", new_values."has_differences", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."repeats_id", new_values."requested_by_id", new_values."requested_on", new_values."sources", new_values."started_by_id", new_values."started_on", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="77ad1cea246bee1caccc8b956816a93b2a7356fb",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_448e1",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheck",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_economiccheckevent" ("area_code", "case_id", "closed_by_id", "closed_on", "contest", "has_differences", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats_id", "requested_by_id", "requested_on", "sources", "started_by_id", "started_on", "status", "version") SELECT old_values."area_code", old_values."case_id", old_values."closed_by_id", old_values."closed_on", old_values."contest", old_values."has_differences", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."repeats_id", old_values."requested_by_id", old_values."requested_on", old_values."sources", old_values."started_by_id", old_values."started_on", old_values."status", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="cb1e9d9c78d4ed7735cc34a47c390ea866f19767",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3d5b4",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_economiccheck",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="checksubject",
            constraint=models.UniqueConstraint(
                fields=("economic_check", "person"), name="a_person_is_checked_once_by_a_check"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checksubject",
            trigger=pgtrigger.compiler.Trigger(
                name="check_subject_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'check_subject is append-only' USING ERRCODE = '23514';",
                    hash="02feffb8d2849106451e237aeb156926bc67fcc3",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_check_subject_is_append_only_41eb1",
                    table="applicants_checksubject",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checksubject",
            trigger=pgtrigger.compiler.Trigger(
                name="nobody_is_checked_without_an_authorisation",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows s\n                LEFT JOIN applicants_economiccheck k ON k.id = s.economic_check_id\n                LEFT JOIN applicants_authorisation a ON a.id = s.authorisation_id\n                WHERE k.id IS NULL OR k.status <> 'requested' OR k.area_code <> s.area_code\n                   OR a.id IS NULL OR a.revoked_on IS NOT NULL\n                   OR (a.case_id, a.person_id) <> (k.case_id, s.person_id)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'nobody_is_checked_without_an_authorisation' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="a2391f0111c2cd4c89da0a28a919eb2564b430f8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_nobody_is_checked_without_an_authorisation_6a105",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_checksubject",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="checkanswer",
            constraint=models.UniqueConstraint(
                fields=("economic_check", "person", "source"),
                name="a_source_answers_once_about_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("result", "found"),
                        models.Q(
                            models.Q(("finding", ""), _negated=True),
                            ("amount__isnull", False),
                            ("count__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("amount__isnull", True),
                        ("count__isnull", True),
                        ("finding", ""),
                        ("result__in", ("nothing", "no_answer")),
                    ),
                    _connector="OR",
                ),
                name="an_answer_says_what_was_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                name="found_amount_is_not_negative",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="check_answer_is_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'check_answer is append-only' USING ERRCODE = '23514';",
                    hash="48d84e5f7e6699d181aadd3d7031139a37e87492",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_check_answer_is_append_only_256de",
                    table="applicants_checkanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="an_answer_is_about_whom_and_what_was_asked",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n                SELECT FROM new_rows a\n                LEFT JOIN applicants_economiccheck k ON k.id = a.economic_check_id\n                LEFT JOIN applicants_checksubject s\n                    ON s.economic_check_id = k.id AND s.person_id = a.person_id\n                WHERE s.id IS NULL OR k.area_code <> a.area_code OR k.status <> 'started'\n                   OR a.source <> ALL (k.sources)\n                ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_answer_is_about_whom_and_what_was_asked' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="333dd7ed141da36af3ab8275390909186419cc45",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_answer_is_about_whom_and_what_was_asked_fdd80",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_checkanswer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="economiccheckevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="15f7c99d70d125211df34971fb618a4753d51d22",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_669be",
                    table="applicants_economiccheckevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]

"""Only its agency answers a referral, within its days; a person is known by their number when it is asked again."""

import datetime as dt

import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0058_referrals_are_seen_by_their_agency"),
        ("dibao", "0016_agencies_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="a_referral_is_passed_on_to_another_agency",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referralpart",
            name="a_part_is_of_a_referral_under_way",
        ),
        migrations.RemoveConstraint(
            model_name="referral",
            name="a_person_gets_a_benefit_once_a_period",
        ),
        migrations.RemoveConstraint(
            model_name="referral",
            name="a_household_gets_a_benefit_once_a_period",
        ),
        migrations.RemoveConstraint(
            model_name="referral",
            name="an_accepted_referral_says_by_whom_and_when",
        ),
        migrations.RemoveConstraint(
            model_name="referral",
            name="a_closed_referral_says_by_whom_when_and_why",
        ),
        migrations.AddField(
            model_name="referral",
            name="person_key",
            field=models.CharField(
                db_default="", default="", editable=False, max_length=36, verbose_name="人员标识"
            ),
        ),
        migrations.AddField(
            model_name="referralevent",
            name="person_key",
            field=models.CharField(
                db_default="", default="", editable=False, max_length=36, verbose_name="人员标识"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_takes_its_persons_number",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.person_key = '' AND NEW.person_id IS NOT NULL)",
                    func="\n        SELECT coalesce(nullif(p.id_index, ''), p.id::text) INTO NEW.person_key FROM applicants_person p WHERE p.id = NEW.person_id;\n        RETURN NEW;\n        ",
                    hash="ed786073255a84d6cc254ac7f6a2d064dc39a897",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_takes_its_persons_number_1e1f6",
                    table="applicants_referral",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_knows_its_person_by_number",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_person p ON p.id = n.person_id\n        WHERE n.person_key IS DISTINCT FROM CASE WHEN n.person_id IS NULL THEN '' ELSE coalesce(nullif(p.id_index, ''), p.id::text) END\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_knows_its_person_by_number' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="617ab5c05aeeb381132dd98dee29f2824ccf238b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_knows_its_person_by_number_e83ab",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_is_passed_on_to_another_agency",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.redirected_from_id\n        WHERE n.redirected_from_id IS NOT NULL\n          AND (r.id IS NULL OR r.status <> 'redirected' OR r.household_id <> n.household_id\n               OR r.agency_id = n.agency_id\n               OR n.person_id IS NOT NULL AND n.person_id IS DISTINCT FROM r.person_id)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_is_passed_on_to_another_agency' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="e2a47f5ca106c4da31fd35d0ec4f573a2ce463d0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_referral_is_passed_on_to_another_agency_eeebd",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="an_agency_only_passes_on_what_it_was_sent",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.redirected_from_id\n        WHERE coalesce(r.agency_id, 0) <> coalesce((SELECT (scope_story() ->> 'agency')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'an_agency_only_passes_on_what_it_was_sent' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="0bfbbe80eec95870e9eec573e23ba4d82282df83",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_an_agency_only_passes_on_what_it_was_sent_b83f4",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="a_referral_is_answered_by_its_agency",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM old_rows o JOIN new_rows n USING (id)\n        WHERE o.status <> n.status AND CASE\n            WHEN n.status IN ('accepted', 'delivered', 'redirected', 'refused')\n            THEN n.agency_id <> coalesce((SELECT (scope_story() ->> 'agency')::bigint), 0) OR greatest(n.accepted_on, n.closed_on) > (SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date))\n            ELSE coalesce((SELECT (scope_story() ->> 'agency')::bigint), 0) <> 0 END\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_referral_is_answered_by_its_agency' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="5e68d2b2e0ece4befa46c89cccce97a6ffd2d10d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_a_referral_is_answered_by_its_agency_61473",
                    referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_referralevent" ("accepted_by_id", "accepted_on", "act_id", "agency_id", "answer_due", "area_code", "benefit_class", "close_reason", "close_words", "closed_by_id", "closed_on", "delivered_parts", "delivered_quantity", "delivered_value", "delivery_due", "grant_id", "household_id", "id", "item_id", "need", "period", "person_id", "person_key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "redirected_from_id", "requested_by_id", "requested_on", "seen_until", "status", "terms_id", "value_limit", "version") SELECT new_values."accepted_by_id", new_values."accepted_on", new_values."act_id", new_values."agency_id", new_values."answer_due", new_values."area_code", new_values."benefit_class", new_values."close_reason", new_values."close_words", new_values."closed_by_id", new_values."closed_on", new_values."delivered_parts", new_values."delivered_quantity", new_values."delivered_value", new_values."delivery_due", new_values."grant_id", new_values."household_id", new_values."id", new_values."item_id", new_values."need", new_values."period", new_values."person_id", new_values."person_key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."quantity", new_values."redirected_from_id", new_values."requested_by_id", new_values."requested_on", new_values."seen_until", new_values."status", new_values."terms_id", new_values."value_limit", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="9843dc0d3d501c5c6925ee2ccb7fcaf0b6d10f8f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7ffa1",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='EXECUTE $each_time$WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "applicants_referralevent" ("accepted_by_id", "accepted_on", "act_id", "agency_id", "answer_due", "area_code", "benefit_class", "close_reason", "close_words", "closed_by_id", "closed_on", "delivered_parts", "delivered_quantity", "delivered_value", "delivery_due", "grant_id", "household_id", "id", "item_id", "need", "period", "person_id", "person_key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "redirected_from_id", "requested_by_id", "requested_on", "seen_until", "status", "terms_id", "value_limit", "version") SELECT old_values."accepted_by_id", old_values."accepted_on", old_values."act_id", old_values."agency_id", old_values."answer_due", old_values."area_code", old_values."benefit_class", old_values."close_reason", old_values."close_words", old_values."closed_by_id", old_values."closed_on", old_values."delivered_parts", old_values."delivered_quantity", old_values."delivered_value", old_values."delivery_due", old_values."grant_id", old_values."household_id", old_values."id", old_values."item_id", old_values."need", old_values."period", old_values."person_id", old_values."person_key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."quantity", old_values."redirected_from_id", old_values."requested_by_id", old_values."requested_on", old_values."seen_until", old_values."status", old_values."terms_id", old_values."value_limit", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; $each_time$; RETURN NULL;',
                    hash="99061a3b3494a521d7961b9f22ce9bbced9f002d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d57cd",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="applicants_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referralpart",
            trigger=pgtrigger.compiler.Trigger(
                name="a_part_is_of_a_referral_under_way",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE is_broken boolean;",
                    func="\n        EXECUTE $each_time$SELECT count(*) > 0 FROM (\n        SELECT FROM new_rows n LEFT JOIN applicants_referral r ON r.id = n.referral_id\n        WHERE r.id IS NULL OR r.area_code <> n.area_code OR r.status <> 'accepted'\n           OR n.delivered_on NOT BETWEEN r.requested_on AND (SELECT coalesce((scope_story() ->> 'day')::date, (now() AT TIME ZONE 'Asia/Shanghai')::date)) OR r.agency_id <> coalesce((SELECT (scope_story() ->> 'agency')::bigint), 0)\n        ) AS broken$each_time$ INTO is_broken;\n        IF is_broken THEN\n            RAISE EXCEPTION 'a_part_is_of_a_referral_under_way' USING ERRCODE = '23514';\n        END IF;\n        RETURN NULL;\n        ",
                    hash="d076038b42baadb8abc1a0600aaca0f7183422bd",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_a_part_is_of_a_referral_under_way_99082",
                    referencing="REFERENCING NEW TABLE AS new_rows ",
                    table="applicants_referralpart",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("period__isnull", False),
                    ("person__isnull", False),
                    models.Q(
                        ("status__in", ("requested", "accepted", "delivered")),
                        ("delivered_parts__gt", 0),
                        _connector="OR",
                    ),
                ),
                fields=("item", "person", "period"),
                name="a_person_gets_a_benefit_once_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("period__isnull", False),
                    ("person__isnull", False),
                    models.Q(
                        ("status__in", ("requested", "accepted", "delivered")),
                        ("delivered_parts__gt", 0),
                        _connector="OR",
                    ),
                ),
                fields=("item", "person_key", "period"),
                name="whoever_moves_gets_a_benefit_once_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("period__isnull", False),
                    ("person__isnull", True),
                    models.Q(
                        ("status__in", ("requested", "accepted", "delivered")),
                        ("delivered_parts__gt", 0),
                        _connector="OR",
                    ),
                ),
                fields=("item", "household", "period"),
                name="a_household_gets_a_benefit_once_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "answer_due__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("requested_on"),
                            "+",
                            models.Value(dt.timedelta(days=366)),
                        ),
                    ),
                    models.Q(
                        ("delivery_due__isnull", True),
                        (
                            "delivery_due__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("accepted_on"),
                                "+",
                                models.Value(dt.timedelta(days=366)),
                            ),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("seen_until__isnull", True),
                        (
                            "seen_until__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("closed_on"),
                                "+",
                                models.Value(dt.timedelta(days=30)),
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="a_referral_is_seen_for_a_set_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted_by__isnull", True),
                        ("accepted_on__isnull", True),
                        ("delivery_due__isnull", True),
                    ),
                    models.Q(
                        ("accepted_by__isnull", False),
                        ("accepted_on__gte", models.F("requested_on")),
                        ("accepted_on__isnull", False),
                        ("delivery_due__gte", models.F("accepted_on")),
                        ("delivery_due__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_accepted_referral_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("close_reason", ""),
                        ("closed_by__isnull", True),
                        ("closed_on__isnull", True),
                        ("seen_until__isnull", True),
                        ("status__in", ("requested", "accepted")),
                    ),
                    models.Q(
                        ("close_reason", ""),
                        ("closed_by__isnull", False),
                        ("closed_on__gte", models.F("accepted_on")),
                        ("closed_on__isnull", False),
                        ("delivered_parts__gt", 0),
                        ("seen_until__gte", models.F("closed_on")),
                        ("seen_until__isnull", False),
                        ("status", "delivered"),
                    ),
                    models.Q(
                        (
                            "close_reason__in",
                            [
                                "not_eligible",
                                "no_quota",
                                "given_already",
                                "not_reached",
                                "not_wanted",
                                "not_ours",
                                "cover_ended",
                                "consent_revoked",
                                "not_answered",
                                "not_delivered",
                                "other",
                            ],
                        ),
                        ("closed_on__gte", models.F("requested_on")),
                        ("closed_on__isnull", False),
                        ("seen_until__gte", models.F("closed_on")),
                        ("seen_until__isnull", False),
                        ("status__in", ("redirected", "refused", "expired", "withdrawn")),
                        models.Q(
                            ("closed_by__isnull", False),
                            ("status__in", ("expired", "withdrawn")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_closed_referral_says_by_whom_when_and_why",
            ),
        ),
    ]

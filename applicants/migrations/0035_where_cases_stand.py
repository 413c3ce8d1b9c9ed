"""Where each case stands, as a view that reads with the rights of whoever asks."""

import django.db.models.deletion
from django.db import migrations, models

from dibao.migration_operations import withhold

# Each joined subquery has an aggregate or a LIMIT, so that PostgreSQL works it out once a row and never folds it into
# the conditions that name its columns.
VIEW = """
CREATE VIEW applicants_casestanding WITH (security_invoker = true) AS
SELECT
    c.id AS case_id,
    judged.id AS latest_assessment,
    newest.id AS latest_opinion,
    COALESCE(word.proposal, '') AS proposal,
    word.given_on AS opinion_on,
    heard.first_on AS heard_on,
    NULLIF(posted.stages, 0)::integer AS posted,
    posted.until AS notices_until,
    objected.is_open AS has_objection,
    visits.first_on AS visited_on,
    visits.draft AS draft_visit,
    met.at IS NOT NULL AS has_meeting,
    checked.is_asked AS has_check,
    checked.is_open AS has_open_check,
    extension.id IS NOT NULL AS is_extended,
    objected.lacks_fresh_look,
    met.disputed_at IS NOT NULL AND COALESCE(visits.signed_at <= met.disputed_at, true)
        AS lacks_visit_after_meeting,
    kin.is_there AND visits.county_signed_at IS NULL
        OR duty.at IS NOT NULL AND COALESCE(visits.county_signed_at <= duty.at, true)
        AS lacks_county_visit,
    waiting.id IS NOT NULL AS has_override_waiting
FROM applicants_case c
LEFT JOIN LATERAL (
    SELECT a.id FROM applicants_assessment a WHERE a.case_id = c.id ORDER BY a.id DESC LIMIT 1
) judged ON true
LEFT JOIN LATERAL (
    SELECT o.id FROM applicants_townshipopinion o WHERE o.case_id = c.id ORDER BY o.id DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
    SELECT o.proposal, o.given_on FROM applicants_townshipopinion o
    WHERE o.case_id = c.id AND (c.status <> 'accepted' OR o.assessment_id = judged.id)
    ORDER BY o.id DESC LIMIT 1
) word ON true
LEFT JOIN LATERAL (
    SELECT min(h.held_on) AS first_on FROM applicants_hearingrecord h WHERE h.opinion_id = newest.id
) heard ON true
LEFT JOIN LATERAL (
    SELECT count(DISTINCT n.stage) AS stages, max(e.ends_on) AS until
    FROM applicants_noticeentry e JOIN applicants_publicnotice n ON n.id = e.notice_id
    WHERE e.assessment_id = judged.id
) posted ON true
LEFT JOIN LATERAL (
    SELECT
        min(v.visited_on) FILTER (WHERE v.purpose = 'township' AND v.status = 'signed') AS first_on,
        max(v.signed_at) FILTER (WHERE v.purpose = 'township' AND v.status = 'signed') AS signed_at,
        max(v.id) FILTER (WHERE v.purpose = 'township' AND v.status = 'draft') AS draft,
        max(v.signed_at) FILTER (WHERE v.purpose = 'county' AND v.status = 'signed') AS county_signed_at
    FROM applicants_homevisit v WHERE v.case_id = c.id
) visits ON true
LEFT JOIN LATERAL (
    SELECT max(m.recorded_at) AS at, max(m.recorded_at) FILTER (WHERE m.conclusion = 'disputed') AS disputed_at
    FROM applicants_reviewmeeting m WHERE m.case_id = c.id
) met ON true
-- An objection that was upheld is looked into after the opinion it was about: by a visit or by a meeting.
LEFT JOIN LATERAL (
    SELECT
        COALESCE(bool_or(o.status = 'open'), false) AS is_open,
        COALESCE(bool_or(
            o.status = 'upheld' AND COALESCE(GREATEST(visits.signed_at, met.at) <= (
                SELECT w.created_at FROM applicants_townshipopinion w
                WHERE w.assessment_id = (
                    SELECT e.assessment_id FROM applicants_noticeentry e
                    WHERE e.notice_id = o.notice_id AND e.case_id = c.id LIMIT 1)
            ), true)
        ), false) AS lacks_fresh_look
    FROM applicants_objection o WHERE o.case_id = c.id
) objected ON true
LEFT JOIN LATERAL (
    SELECT count(*) > 0 AS is_asked, COALESCE(bool_or(k.status <> 'closed'), false) AS is_open
    FROM applicants_economiccheck k WHERE k.case_id = c.id
) checked ON true
LEFT JOIN applicants_extension extension ON extension.case_id = c.id
LEFT JOIN LATERAL (
    SELECT count(*) > 0 AS is_there FROM applicants_relativeregistration r
    WHERE r.case_id = c.id AND r.voided_on IS NULL
) kin ON true
LEFT JOIN LATERAL (
    SELECT max(d.recorded_at) AS at FROM applicants_visitduty d WHERE d.case_id = c.id
) duty ON true
LEFT JOIN LATERAL (
    SELECT w.id FROM applicants_override w WHERE w.assessment_id = judged.id AND w.is_agreed IS NULL LIMIT 1
) waiting ON true
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0034_lines_have_owners_and_one_may_apply_alone")]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW applicants_casestanding"),
        withhold("applicants_casestanding", "INSERT", "UPDATE", "DELETE"),
        migrations.CreateModel(
            name="CaseStanding",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="applicants.case",
                    ),
                ),
                ("latest_assessment", models.BigIntegerField(null=True, verbose_name="最新计算")),
                ("latest_opinion", models.BigIntegerField(null=True, verbose_name="最新意见")),
                ("proposal", models.CharField(blank=True, max_length=20, verbose_name="初审意见")),
                ("opinion_on", models.DateField(null=True, verbose_name="意见日期")),
                ("heard_on", models.DateField(null=True, verbose_name="听取意见日期")),
                ("posted", models.IntegerField(null=True, verbose_name="公示次数")),
                ("notices_until", models.DateField(null=True, verbose_name="公示截止")),
                ("has_objection", models.BooleanField(verbose_name="有未办结的异议")),
                ("visited_on", models.DateField(null=True, verbose_name="入户调查日期")),
                ("draft_visit", models.BigIntegerField(null=True, verbose_name="填写中的调查表")),
                ("has_meeting", models.BooleanField(verbose_name="已评议")),
                ("has_check", models.BooleanField(verbose_name="已提请核对")),
                ("has_open_check", models.BooleanField(verbose_name="核对没有结果")),
                ("is_extended", models.BooleanField(verbose_name="已延长期限")),
                ("lacks_fresh_look", models.BooleanField(verbose_name="异议成立后没有重新调查")),
                (
                    "lacks_visit_after_meeting",
                    models.BooleanField(verbose_name="争议评议后没有重新入户"),
                ),
                ("lacks_county_visit", models.BooleanField(verbose_name="缺县级入户")),
                ("has_override_waiting", models.BooleanField(verbose_name="人工核定没有答复")),
            ],
            options={
                "verbose_name": "案件进展",
                "verbose_name_plural": "案件进展",
                "db_table": "applicants_casestanding",
                "managed": False,
            },
        ),
    ]

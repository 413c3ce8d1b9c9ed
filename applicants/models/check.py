"""Economic status checks: which registers are asked about whom, and what they answer (办法 Art 17)."""

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.consent import Authorisation
from applicants.models.person import Person
from applicants.workflow import CHECK_FILE_WORKFLOW, CHECK_WORKFLOW, CheckFileStatus, CheckStatus
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, never_deleted
from dibao.workflow import MovingModel


class CheckSource(models.TextChoices):
    """Whom the county asks, in the order of 社会救助法 Art 41."""

    HUKOU = "hukou", _("户籍")
    TAX = "tax", _("税务")
    SOCIAL_INSURANCE = "social_insurance", _("社会保险")
    REAL_ESTATE = "real_estate", _("不动产登记")
    MARKET = "market", _("市场主体登记")
    HOUSING_FUND = "housing_fund", _("住房公积金")
    VEHICLES = "vehicles", _("车船登记")
    BANKS = "banks", _("银行存款")
    INSURANCE = "insurance", _("商业保险")
    SECURITIES = "securities", _("证券")
    PAYMENT = "payment", _("非银行支付")


class CheckResult(models.TextChoices):
    NOTHING = "nothing", _("没有查到")
    FOUND = "found", _("查到")
    NO_ANSWER = "no_answer", _("没有回复")


class CheckQuerySet(PlacedQuerySet["EconomicCheck"]):
    def open(self) -> "CheckQuerySet":
        return self.exclude(status=CheckStatus.CLOSED)


@history.kept()
class EconomicCheck(PlacedModel, MovingModel):
    """One request about the members who authorised it, from the township's asking to the county's closing.

    Whoever contests what was found has it checked again: a new request that points to the old one (办法 Art 18).
    """

    workflow = CHECK_WORKFLOW

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="checks"
    )
    sources = ArrayField(
        models.CharField(max_length=20, choices=CheckSource), verbose_name=_("核对内容")
    )
    status = models.CharField(
        _("状态"), max_length=10, choices=CheckStatus, default=CheckStatus.REQUESTED
    )
    requested_by = models.ForeignKey(
        Staff, verbose_name=_("提请人"), on_delete=models.PROTECT, related_name="+"
    )
    requested_on = models.DateField(_("提请日期"))
    repeats = models.OneToOneField(
        "self",
        verbose_name=_("复查的那次核对"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="repeated_by",
    )
    contest = models.TextField(_("申请人的异议和佐证"), blank=True)
    started_by = models.ForeignKey(
        Staff,
        verbose_name=_("启动人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    started_on = models.DateField(_("启动日期"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Staff,
        verbose_name=_("结束人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    # Reckoned when it is closed: more was found than the family declared.
    has_differences = models.BooleanField(_("与申报有出入"), default=False)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("经济状况核对")
        verbose_name_plural = _("经济状况核对")
        constraints = [
            models.UniqueConstraint(
                fields=("case",),
                condition=~Q(status=CheckStatus.CLOSED),
                name="one_check_of_a_case_is_under_way",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CheckStatus.values), name="check_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(sources=[]) & Q(sources__contained_by=CheckSource.values),
                name="a_check_asks_known_sources",
            ),
            models.CheckConstraint(
                condition=Q(repeats__isnull=True, contest="")
                | Q(repeats__isnull=False) & ~Q(contest=""),
                name="a_repeated_check_says_what_is_contested",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=CheckStatus.REQUESTED, started_by__isnull=True, started_on__isnull=True
                )
                | ~Q(status=CheckStatus.REQUESTED)
                & Q(started_by__isnull=False, started_on__isnull=False),
                name="a_started_check_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=CheckStatus.CLOSED, closed_by__isnull=False, closed_on__isnull=False
                )
                | ~Q(status=CheckStatus.CLOSED)
                & Q(closed_by__isnull=True, closed_on__isnull=True, has_differences=False),
                name="a_closed_check_says_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("economic_check"),
            *CHECK_WORKFLOW.guards("economic_check"),
            after(
                "a_check_is_asked_for_by_an_open_investigation",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows k LEFT JOIN applicants_case c ON c.id = k.case_id
                LEFT JOIN applicants_economiccheck b ON b.id = k.repeats_id
                WHERE c.id IS NULL OR c.area_code <> k.area_code OR c.status <> 'accepted'
                   OR k.repeats_id IS NOT NULL AND
                      (b.case_id, b.status) IS DISTINCT FROM (k.case_id, 'closed')
                """,
            ),
            after(
                "a_check_stays_what_was_asked",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE (o.case_id, o.area_code, o.sources, o.requested_by_id, o.requested_on, o.repeats_id, o.contest)
                      IS DISTINCT FROM
                      (n.case_id, n.area_code, n.sources, n.requested_by_id, n.requested_on, n.repeats_id, n.contest)
                   OR o.status = 'closed'
                """,
            ),
            after(
                "a_closed_check_has_every_answer",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n CROSS JOIN LATERAL unnest(n.sources) AS asked (source)
                JOIN applicants_checksubject s ON s.economic_check_id = n.id
                LEFT JOIN applicants_checkanswer a ON a.economic_check_id = n.id
                    AND a.person_id = s.person_id AND a.source = asked.source
                WHERE n.status = 'closed' AND a.id IS NULL
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requested_on} {self.get_status_display()}"

    @property
    def is_closed(self) -> bool:
        return self.status == CheckStatus.CLOSED


class CheckSubject(PlacedModel):
    """A member whom a check is about, by the authorisation that allows it."""

    economic_check = models.ForeignKey(
        EconomicCheck, verbose_name=_("核对"), on_delete=models.PROTECT, related_name="subjects"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("被核对人"), on_delete=models.PROTECT, related_name="+"
    )
    authorisation = models.ForeignKey(
        Authorisation, verbose_name=_("授权"), on_delete=models.PROTECT, related_name="+"
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("被核对人")
        verbose_name_plural = _("被核对人")
        constraints = [
            models.UniqueConstraint(
                fields=("economic_check", "person"), name="a_person_is_checked_once_by_a_check"
            ),
        ]
        triggers = [
            append_only("check_subject"),
            # 办法 Art 9: nobody is checked who has not signed for it.
            after(
                "nobody_is_checked_without_an_authorisation",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows s
                LEFT JOIN applicants_economiccheck k ON k.id = s.economic_check_id
                LEFT JOIN applicants_authorisation a ON a.id = s.authorisation_id
                WHERE k.id IS NULL OR k.status <> 'requested' OR k.area_code <> s.area_code
                   OR a.id IS NULL OR a.revoked_on IS NOT NULL
                   OR (a.case_id, a.person_id) <> (k.case_id, s.person_id)
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


@history.kept()
class CheckFile(PlacedModel, MovingModel):
    """A file of matching results dropped by the county: taken whole, or refused with every wrong row named.

    Its area is the county; its content lies in the store of files under this row's key until it is read.
    """

    workflow = CHECK_FILE_WORKFLOW

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("校验值"), max_length=64)
    status = models.CharField(
        _("状态"), max_length=10, choices=CheckFileStatus, default=CheckFileStatus.RECEIVED
    )
    answer_count = models.PositiveIntegerField(_("结果数"), default=0)
    found_count = models.PositiveIntegerField(_("查到"), default=0)
    refusal = models.TextField(_("未导入的原因"), blank=True)
    loaded_by = models.ForeignKey(
        Staff, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    loaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("核对结果文件")
        verbose_name_plural = _("核对结果文件")
        constraints = [
            models.UniqueConstraint(
                fields=("area", "sha256"),
                condition=~Q(status=CheckFileStatus.REFUSED),
                name="a_check_file_is_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CheckFileStatus.values), name="check_file_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=CheckFileStatus.REFUSED) | ~Q(refusal=""),
                name="a_refused_check_file_says_why",
            ),
        ]
        triggers = [
            never_deleted("check_file"),
            *CHECK_FILE_WORKFLOW.guards("check_file"),
            after(
                "a_check_file_is_read_once",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> 'received'
                   OR (o.area_code, o.name, o.sha256, o.loaded_by_id, o.loaded_at)
                      <> (n.area_code, n.name, n.sha256, n.loaded_by_id, n.loaded_at)
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_read(self) -> bool:
        return self.status != CheckFileStatus.RECEIVED


class CheckAnswer(PlacedModel):
    """What one source says of one person, entered by hand or from a file; written once."""

    economic_check = models.ForeignKey(
        EconomicCheck, verbose_name=_("核对"), on_delete=models.PROTECT, related_name="answers"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("被核对人"), on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(_("核对内容"), max_length=20, choices=CheckSource)
    result = models.CharField(_("结果"), max_length=10, choices=CheckResult)
    finding = models.CharField(_("查到的内容"), max_length=300, blank=True)
    amount = models.DecimalField(
        _("金额（元）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    count = models.PositiveSmallIntegerField(_("数量"), null=True, blank=True)
    answered_on = models.DateField(_("登记日期"))
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(
        CheckFile,
        verbose_name=_("结果文件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers",
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("核对结果")
        verbose_name_plural = _("核对结果")
        constraints = [
            models.UniqueConstraint(
                fields=("economic_check", "person", "source"),
                name="a_source_answers_once_about_a_person",
            ),
            models.CheckConstraint(
                condition=Q(result=CheckResult.FOUND)
                & (~Q(finding="") | Q(amount__isnull=False) | Q(count__isnull=False))
                | Q(
                    result__in=(CheckResult.NOTHING, CheckResult.NO_ANSWER),
                    finding="",
                    amount__isnull=True,
                    count__isnull=True,
                ),
                name="an_answer_says_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="found_amount_is_not_negative",
            ),
        ]
        triggers = [
            append_only("check_answer"),
            after(
                "an_answer_is_about_whom_and_what_was_asked",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows a
                LEFT JOIN applicants_economiccheck k ON k.id = a.economic_check_id
                LEFT JOIN applicants_checksubject s
                    ON s.economic_check_id = k.id AND s.person_id = a.person_id
                WHERE s.id IS NULL OR k.area_code <> a.area_code OR k.status <> 'started'
                   OR a.source <> ALL (k.sources)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.get_result_display()}"

"""Visits to the family's house: what at least two people saw there, signed by them and by the family, then kept."""

import hashlib

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.workflow import VISIT_WORKFLOW, VisitStatus
from dibao import history
from dibao.fields import MoneyField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted
from dibao.workflow import MovingModel


class VisitPurpose(models.TextChoices):
    TOWNSHIP = "township", _("乡镇入户调查")
    # 办法 Art 20: registered relatives, or a complaint while the county has the case.
    COUNTY = "county", _("县级入户核查")


class VisitWay(models.TextChoices):
    HOUSE = "house", _("上门入户")
    PHONE = "phone", _("电话")
    VIDEO = "video", _("视频")


class RemoteReason(models.TextChoices):
    """办法 Art 16: from afar only in a major emergency, which 突发事件应对法 Art 2 knows four kinds of."""

    DISASTER = "disaster", _("自然灾害")
    ACCIDENT = "accident", _("事故灾难")
    EPIDEMIC = "epidemic", _("公共卫生事件")
    SECURITY = "security", _("社会安全事件")


class Tenure(models.TextChoices):
    OWN = "own", _("自有")
    RENTED = "rented", _("租住")
    BORROWED = "borrowed", _("借住")
    COLLECTIVE = "collective", _("集体安置")


class Structure(models.TextChoices):
    """What walls and roof are made of, best to worst."""

    CONCRETE = "concrete", _("钢混")
    BRICK_CONCRETE = "brick_concrete", _("砖混")
    BRICK_TIMBER = "brick_timber", _("砖木")
    STONE = "stone", _("石木")
    ADOBE = "adobe", _("土坯")
    OTHER = "other", _("其他")


class DangerGrade(models.TextChoices):
    """农村危险房屋鉴定: A sound … D dangerous as a whole."""

    UNGRADED = "ungraded", _("未鉴定")
    A = "a", _("A级（安全）")
    B = "b", _("B级（基本安全）")
    C = "c", _("C级（局部危险）")
    D = "d", _("D级（整幢危险）")


class VisitConclusion(models.TextChoices):
    AGREES = "agrees", _("与申报一致")
    DIFFERS = "differs", _("与申报不一致")
    UNCLEAR = "unclear", _("有的情况没有查清")


class VisitBlock(models.TextChoices):
    """The screens of the form, in the order in which a house is seen."""

    GOING = "going", _("谁去、怎么去")
    MEMBERS = "members", _("家庭成员")
    HOUSING = "housing", _("住房和家当")
    LAND = "land", _("土地和养殖")
    WORK = "work", _("外出务工")
    SPENDING = "spending", _("日常支出")
    CONCLUSION = "conclusion", _("调查结论")


BLOCK_FIELDS: dict[VisitBlock, tuple[str, ...]] = {
    VisitBlock.GOING: (
        "visited_on",
        "way",
        "remote_reason",
        "investigator",
        "companion",
        "helpers",
    ),
    VisitBlock.MEMBERS: ("members_agree", "members_note"),
    VisitBlock.HOUSING: ("tenure", "structure", "floor_area", "danger_grade", "belongings"),
    VisitBlock.LAND: ("farmed_land", "let_land", "livestock"),
    VisitBlock.WORK: ("working_away", "work_note"),
    VisitBlock.SPENDING: (
        "monthly_spending",
        "medical_spending",
        "school_spending",
        "spending_note",
    ),
    VisitBlock.CONCLUSION: ("conclusion", "findings"),
}


_PEOPLE = frozenset({"investigator", "companion"})


class VisitQuerySet(PlacedQuerySet["HomeVisit"]):
    def signed(self, purpose: str) -> "VisitQuerySet":
        """Visits that count, of the township or of the county."""
        return self.filter(purpose=purpose, status=VisitStatus.SIGNED)


@history.kept()
class HomeVisit(PlacedModel, MovingModel):
    """One visit, filled in block by block at the house; signed once, and never changed after that.

    办法 Art 16: a group has at least two people, here staff and helpers such as the village's; those of them and of
    the family who were there sign.
    """

    workflow = VISIT_WORKFLOW

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="visits"
    )
    purpose = models.CharField(_("由谁调查"), max_length=10, choices=VisitPurpose)
    status = models.CharField(
        _("状态"), max_length=10, choices=VisitStatus, default=VisitStatus.DRAFT
    )
    visited_on = models.DateField(_("调查日期"))
    way = models.CharField(_("调查方式"), max_length=10, choices=VisitWay, default=VisitWay.HOUSE)
    remote_reason = models.CharField(
        _("没有上门的原因"), max_length=10, choices=RemoteReason, blank=True
    )
    investigator = models.ForeignKey(
        Staff, verbose_name=_("调查人"), on_delete=models.PROTECT, related_name="+"
    )
    companion = models.ForeignKey(
        Staff,
        verbose_name=_("同去的工作人员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # People without a login who went along: of the village committee, assistants.
    helpers = ArrayField(
        models.CharField(max_length=40), verbose_name=_("协助调查人"), default=list, blank=True
    )
    # Keys of the members who were there and signed.
    present = ArrayField(
        models.UUIDField(), verbose_name=_("在场签字的家庭成员"), default=list, blank=True
    )
    blocks_done = ArrayField(
        models.CharField(max_length=12, choices=VisitBlock),
        verbose_name=_("已填部分"),
        default=list,
        blank=True,
    )

    members_agree = models.BooleanField(_("成员与申报相符"), null=True, blank=True)
    members_note = models.TextField(_("成员情况"), blank=True)

    tenure = models.CharField(_("住房来源"), max_length=10, choices=Tenure, blank=True)
    structure = models.CharField(_("房屋结构"), max_length=16, choices=Structure, blank=True)
    floor_area = models.DecimalField(
        _("建筑面积"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    danger_grade = models.CharField(
        _("危房等级"), max_length=10, choices=DangerGrade, default=DangerGrade.UNGRADED
    )
    belongings = models.TextField(_("车辆、家电等家当"), blank=True)

    farmed_land = models.DecimalField(
        _("自种土地"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    let_land = models.DecimalField(
        _("转包出去的土地"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    livestock = models.TextField(_("种养情况"), blank=True)

    working_away = models.PositiveSmallIntegerField(_("外出务工人数"), null=True, blank=True)
    work_note = models.TextField(_("务工情况"), blank=True)

    monthly_spending = MoneyField(verbose_name=_("每月生活支出"))
    medical_spending = MoneyField(verbose_name=_("一年医药支出"))
    school_spending = MoneyField(verbose_name=_("一年上学支出"))
    spending_note = models.TextField(_("支出情况"), blank=True)

    conclusion = models.CharField(_("调查结论"), max_length=10, choices=VisitConclusion, blank=True)
    findings = models.TextField(_("调查情况"), blank=True)

    signed_by = models.ForeignKey(
        Staff,
        verbose_name=_("定稿人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_at = models.DateTimeField(_("定稿时间"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("入户调查")
        verbose_name_plural = _("入户调查")
        constraints = [
            models.UniqueConstraint(
                fields=("case", "purpose"),
                condition=Q(status=VisitStatus.DRAFT),
                name="one_visit_of_a_case_is_being_filled_in",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=VisitPurpose.values, status__in=VisitStatus.values),
                name="visit_purpose_and_status_are_known",
            ),
            models.CheckConstraint(
                condition=Q(way=VisitWay.HOUSE, remote_reason="")
                | Q(
                    way__in=(VisitWay.PHONE, VisitWay.VIDEO),
                    remote_reason__in=RemoteReason.values,
                ),
                name="a_visit_from_afar_says_why",
            ),
            models.CheckConstraint(
                condition=Q(companion__isnull=True) | ~Q(companion=F("investigator")),
                name="investigators_are_different_people",
            ),
            models.CheckConstraint(
                condition=Q(status=VisitStatus.DRAFT) | Q(companion__isnull=False) | ~Q(helpers=[]),
                name="a_signed_visit_has_two_investigators",
            ),
            models.CheckConstraint(
                condition=Q(status=VisitStatus.DRAFT) | ~Q(present=[]),
                name="a_signed_visit_is_signed_by_the_family",
            ),
            models.CheckConstraint(
                condition=Q(status=VisitStatus.DRAFT)
                | Q(
                    blocks_done__contains=VisitBlock.values,
                    conclusion__in=VisitConclusion.values,
                )
                & ~Q(findings=""),
                name="a_signed_visit_is_filled_in",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=VisitStatus.DRAFT, signed_by__isnull=True, signed_at__isnull=True
                )
                | Q(status=VisitStatus.SIGNED, signed_by__isnull=False, signed_at__isnull=False),
                name="a_signed_visit_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=(Q(floor_area__isnull=True) | Q(floor_area__gte=0))
                & (Q(farmed_land__isnull=True) | Q(farmed_land__gte=0))
                & (Q(let_land__isnull=True) | Q(let_land__gte=0))
                & Q(monthly_spending__gte=0, medical_spending__gte=0, school_spending__gte=0),
                name="visit_figures_are_not_negative",
            ),
        ]
        triggers = [
            never_deleted("home_visit"),
            *VISIT_WORKFLOW.guards("home_visit"),
            after(
                "a_signed_visit_never_changes",
                pgtrigger.Update,
                "SELECT FROM old_rows o WHERE o.status = 'signed'",
            ),
            after(
                "a_visit_begins_while_its_case_is_under_way",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows v LEFT JOIN applicants_case c ON c.id = v.case_id
                WHERE c.id IS NULL OR c.status NOT IN ('accepted', 'proposed', 'on_notice')
                   OR v.area_code <> c.area_code
                """,
            ),
            after(
                "a_visit_stays_with_its_case",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE (o.case_id, o.area_code, o.purpose) <> (n.case_id, n.area_code, n.purpose)
                """,
            ),
            after(
                "a_visit_is_signed_by_those_who_were_there",
                pgtrigger.Update,
                """
                SELECT FROM new_rows v LEFT JOIN applicants_case c ON c.id = v.case_id
                LEFT JOIN dibao_staff i ON i.id = v.investigator_id
                LEFT JOIN dibao_staff k ON k.id = v.companion_id
                WHERE v.status = 'signed' AND (
                    c.id IS NULL OR c.status NOT IN ('accepted', 'proposed', 'on_notice')
                    OR v.visited_on < c.accepted_on
                    OR v.visited_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
                    -- What was signed after something else is told by this moment.
                    OR abs(extract(epoch FROM v.signed_at - now())) > 3600
                    OR v.helpers && ARRAY[i.name, k.name, '']::varchar[]
                    OR (SELECT count(DISTINCT h) FROM unnest(v.helpers) h) <> cardinality(v.helpers)
                    OR EXISTS (
                        SELECT FROM unnest(v.present) p WHERE p NOT IN (
                            SELECT m.person_id FROM applicants_membership m
                            WHERE m.household_id = c.household_id
                        )
                    )
                )
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.visited_on}"

    @property
    def is_signed(self) -> bool:
        return self.status == VisitStatus.SIGNED

    @property
    def blocks_missing(self) -> list[VisitBlock]:
        """The screens that nobody has saved yet, in their order."""
        return [block for block in VisitBlock if block.value not in self.blocks_done]

    @property
    def investigators(self) -> list[str]:
        """The names of all who went."""
        staff = [self.investigator.name, *([self.companion.name] if self.companion else [])]
        return [*staff, *self.helpers]

    def mark_of(self, block: VisitBlock) -> str:
        """What stands in a screen, in a few letters: two people who fill in the same one notice each other."""
        stored = [str(self._stored(name)) for name in BLOCK_FIELDS[block]]
        return hashlib.sha256("|".join(stored).encode()).hexdigest()[:12]

    def _stored(self, name: str) -> object:
        """A column as it is stored: a person by key."""
        return getattr(self, f"{name}_id") if name in _PEOPLE else getattr(self, name)

"""Sample content for every component: what `templates/styleguide.html` shows and the tests look at."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from dibao import charts
from dibao.forms import PlainForm
from dibao.models import Area, Posting, Staff
from dibao.roles import Role
from dibao.tables import Cell, Column, Pager, Row, Table
from dibao.values.months import BenefitMonth


def nowhere(request: HttpRequest) -> HttpResponse:
    """Answer nothing: the sample page only has to be able to name its neighbours."""
    return HttpResponse()


# Stands in for the site's addresses, so that the look is tested apart from what is behind the links.
BASIC = ["home", "login", "logout", "posting", "password_change", "set_language"]
urlpatterns = [
    *(path(f"{name}/", nowhere, name=name) for name in BASIC),
    path("", include(([path("search/", nowhere, name="search")], "applicants"))),
]

NOON = datetime(2008, 8, 5, 4, 0, tzinfo=UTC)


class HouseholdForm(PlainForm):
    head = forms.CharField(
        label="户主姓名", max_length=6, widget=forms.TextInput({"class": "w-12"})
    )
    number = forms.CharField(label="身份证号", help_text="18位，末位可以是X")
    income = forms.DecimalField(
        label="务工年收入", widget=forms.TextInput({"class": "w-8", "data-unit": "元/年"})
    )
    opened = forms.DateField(label="申请日期", help_text="如 2008-08-05")
    cause = forms.ChoiceField(
        label="致贫原因", choices=[("", "选择"), ("ill", "疾病"), ("old", "年老")]
    )
    kind = forms.ChoiceField(
        label="户类型",
        choices=[("a", "一般"), ("b", "单人保")],
        widget=forms.RadioSelect({"class": "inline"}),
    )
    told = forms.BooleanField(label="已向本人核实", help_text="其他收入全部为0")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea({"rows": 3}))
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class MemberForm(PlainForm):
    name = forms.CharField(label="姓名")
    number = forms.CharField(label="身份证号", widget=forms.TextInput({"class": "w-12"}))
    relation = forms.ChoiceField(
        label="与户主关系", choices=[("", "选择"), ("spouse", "配偶"), ("child", "子女")]
    )
    counted = forms.BooleanField(label="共同生活", required=False)


class FilterForm(PlainForm):
    town = forms.ChoiceField(label="乡镇", choices=[("", "全部"), ("1", "柳湾镇")], required=False)
    name = forms.CharField(label="姓名", required=False)


class ReasonForm(PlainForm):
    reason = forms.CharField(label="理由", widget=forms.Textarea({"rows": 2}))


MemberFormSet = forms.formset_factory(MemberForm, extra=2, can_delete=True, max_num=20)

WRONG_HOUSEHOLD = {
    "head": "",
    "number": "43",
    "income": "一万二",
    "opened": "昨天",
    "cause": "flood",
    "kind": "a",
}
WRONG_MEMBERS = {
    "members-TOTAL_FORMS": "2",
    "members-INITIAL_FORMS": "0",
    "members-0-name": "张三",
    "members-0-number": "1",
    "members-0-relation": "spouse",
    "members-1-name": "",
    "members-1-number": "2",
    "members-1-relation": "child",
}


def reviewer() -> Staff:
    """A county reviewer who is in no data base."""
    staff = Staff(pk=1, username="zhou", name="周敏")
    area = Area(code="990201000000", name="安丰县")
    return staff.acting(
        Posting(pk=1, staff=staff, area=area, role=Role.COUNTY_REVIEWER, starts_on=date(2008, 1, 1))
    )


def page(*, with_errors: bool = False, address: str = "/styleguide/") -> dict[str, object]:
    """The whole context of the style guide; with errors its forms come back as a browser's bad answer."""
    return {
        "request": RequestFactory().get(address),
        "user": reviewer(),
        "demo": {"is_demo": True, "business_date": date(2008, 8, 5)},
        "navigation": [
            {"label": "我的待办", "url": "/", "is_current": True},
            {"label": "案件", "url": "/cases/", "is_current": False},
            {"label": "发放批次", "url": "/batches/", "is_current": False},
            {"label": "报表", "url": "/report/", "is_current": False},
        ],
        "messages": [Message(25, "已存草稿（10:32）"), Message(30, "公示还差2天")],
        "form": HouseholdForm(WRONG_HOUSEHOLD if with_errors else None),
        "formset": MemberFormSet(WRONG_MEMBERS if with_errors else None, prefix="members"),
        "filters": FilterForm(prefix="filter"),
        "reason": ReasonForm(prefix="reason"),
        **_content(),
    }


def bare(request: HttpRequest) -> dict[str, object]:
    """What a villager's page has: no person, no navigation."""
    return {
        "request": request,
        "demo": {"is_demo": True, "business_date": date(2008, 8, 5)},
        **_content(),
    }


def _content() -> dict[str, object]:
    return {
        "heading": "安丰县2008年7月发放批次",
        "place": "安丰县柳湾镇小湾村",
        "crumbs": [
            {"label": "发放批次", "url": "/batches/"},
            {"label": "安丰县", "url": "/batches/1/"},
        ],
        "words": WORDS,
        "figures": [
            {
                "label": "今天到期",
                "value": "3",
                "unit": "件",
                "url": "/cases/?due=today",
                "tone": "warn",
            },
            {
                "label": "已超期",
                "value": "1",
                "unit": "件",
                "url": "/cases/?due=past",
                "tone": "bad",
            },
            {"label": "待发放", "value": "4,120", "unit": "户", "note": "比上月 +12"},
            {"label": "金额", "value": "507,186.00", "unit": "元", "note": "比上月 +1,482.00"},
        ],
        "stages": STAGES,
        "tasks": TASKS,
        "card": {
            "title": "家庭",
            "change_url": "/households/1/change/",
            "rows": [
                {"label": "户主", "value": "张三", "change_url": "/households/1/change/#id_head"},
                {"label": "家庭人口", "value": 4, "note": "其中保障3人"},
                {"label": "电话", "value": ""},
            ],
        },
        "steps": TRACE,
        "table": households(),
        "empty_table": Table("异议", [Column("户主")], [], empty="本村本期没有异议"),
        "job": job(),
        "events": [
            {"at": NOON, "by": "李明", "text": "上报县级", "note": "材料齐全"},
            {"at": NOON, "by": "王芳", "text": "录入申请"},
        ],
        "statuses": [
            {"word": word, "tone": tone}
            for word, tone in [
                ("未开始", "todo"),
                ("公示中", "doing"),
                ("已填", "done"),
                ("已发放", "good"),
                ("待补正", "warn"),
                ("发放失败", "bad"),
                ("已停发", "stopped"),
            ]
        ],
        "charts": [
            charts.bars(
                title="各县保障人数",
                points=[("安丰县", 12_431), ("临河县", 9_870), ("石门区", 4_120)],
                unit="人",
                mean=8_807,
            ),
            charts.stacked(
                title="各县档次构成",
                series=["一类", "二类", "三类"],
                points=[("安丰县", [1_102, 6_400, 4_929]), ("临河县", [900, 5_300, 3_670])],
                unit="人",
            ),
            charts.columns(
                title="每月发放金额",
                points=[
                    (str(BenefitMonth(2007, 1).plus(n)), Decimal(2_800_000 + n * 9_000))
                    for n in range(19)
                ],
                unit="元",
            ),
        ],
        "facts": [
            {"label": "户数", "value": "4,120 户"},
            {"label": "金额", "value": "507,186.00 元"},
        ],
    }


def households() -> Table:
    """A table with every kind of column, a total and a pager."""
    return Table(
        caption="2008年7月发放明细",
        columns=[
            Column("户主", sort="name", order="asc"),
            Column("村"),
            Column("人数", "number", sort="persons"),
            Column("金额（元）", "money"),
            Column("起始月", "month"),
            Column("确认日期", "date"),
            Column("状态", "status"),
        ],
        rows=[
            Row.of(
                "张三",
                "小湾村",
                3,
                Decimal(156),
                BenefitMonth(2008, 7),
                date(2008, 6, 20),
                Cell("已发放", tone="good"),
                url="/grants/1/",
            ),
            Row.of(
                Cell("李四", note="身份证后4位 002X"),
                "大湾村",
                1,
                Cell(Decimal("77.00"), tone="bad"),
                BenefitMonth(2008, 5),
                None,
                Cell("发放失败", tone="bad", note="账号不存在"),
                url="/grants/2/",
                tone="bad",
            ),
        ],
        total=Row.of("合计", "", 4, Decimal("233.00"), "", "", ""),
        pager=Pager(next="abc", shown="第 1–2 户，共 4,120 户"),
    )


def job(*, is_over: bool = False) -> SimpleNamespace:
    """A job as the component reads it."""
    return SimpleNamespace(
        pk=7,
        title="编制2008年7月批次",
        status="done" if is_over else "running",
        is_over=is_over,
        done_count=2_000,
        total_count=4_120,
        get_status_display="已完成" if is_over else "进行中",
        asked_by="李明",
        asked_at=NOON,
        sentence="",
        link="/batches/1/",
    )


WORDS = {
    "new": "新增申请",
    "export": "导出",
    "lead": "柳湾镇 · 4,120户 · 12,431人",
    "filters": "柳湾镇，在公示中",
    "waiting": "公示还差2天（到8月7日24时）",
    "waiting_text": "满7天且没有未办结异议后才能上报。",
    "paid": "本批已发放",
    "differs": "有1户金额对不上",
    "rows": "看这1户",
    "empty": "今天没有待办",
    "next": "下一个到期：8月6日 王某户（复核）",
    "household": "家庭",
    "members": "家庭成员",
    "add_row": "再加一行",
    "save": "保存并继续",
    "draft": "存草稿",
    "cancel": "取消",
    "estimate": "4人 · 家庭年收入 2,400元 · 人均 600元 · 预估二类",
    "approve": "批准2008年7月批次",
    "frozen": "你是最后一名批准人，批准后名单锁定，只能补发或追回。",
    "approve_button": "批准（4,120户）",
}

STAGES = [
    {"label": "编制", "state": "done", "by": "李明", "at": NOON},
    {"label": "复核", "state": "current", "count": "1/2", "note": "等待第二人"},
    {"label": "批准", "state": "todo"},
    {"label": "财政", "state": "stopped", "note": "已退回"},
]

TASKS = [
    {"label": "申请资料", "url": "/cases/1/entry/", "status": "已填", "tone": "done"},
    {
        "label": "入户调查",
        "url": "/cases/1/visit/",
        "status": "有问题",
        "tone": "bad",
        "hint": "至少要2人签名，现在1人",
    },
    {"label": "公示", "status": "还不能办", "tone": "todo", "hint": "先填完入户调查"},
]

TRACE = [
    {
        "name": "人均收入",
        "article": "办法第8条",
        "result": "600元/年",
        "tone": "good",
        "sentence": "家庭年收入 2,400元 ÷ 4人 = 600元，低于标准 1,196元。",
        "inputs": "工资性收入 2,400；不计入收入 0",
    },
    {
        "name": "车辆",
        "article": "办法第12条",
        "result": "需要人工判断",
        "tone": "warn",
        "sentence": "登记有农用三轮车1辆。",
    },
]

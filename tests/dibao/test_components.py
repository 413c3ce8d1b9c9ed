"""The components keep their contract: errors lead to fields, everything has a name, nothing is inline."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory

from dibao import forms as plain
from dibao.tables import Cell, Column, Row, Table
from dibao.templatetags import dibao_ui
from tests.dibao import styleguide

pytestmark = pytest.mark.urls("tests.dibao.styleguide")


class Page(HTMLParser):
    """A page as a list of its elements, which is enough to ask for names, links and inline code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.elements if tag in tags]

    def values(self, name: str) -> list[str]:
        return [attrs[name] for _tag, attrs in self.elements if name in attrs]

    def text(self) -> str:
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", self.html))


def show(template: str, **context: object) -> Page:
    """Render without the context processors, which ask for the whole site."""
    given = Context(context)
    given.request = context.get("request", RequestFactory().get("/"))
    return Page(get_template(template).template.render(given))


@pytest.fixture(params=["clean", "wrong", "public"])
def page(request):
    if request.param == "public":
        return show("styleguide.html", **{**styleguide.page(), "layout": "public.html"})
    return show("styleguide.html", **styleguide.page(with_errors=request.param == "wrong"))


def test_no_page_holds_inline_code(page):
    assert not page.values("style")
    assert not page.all("style")
    assert all(script.get("src") for script in page.all("script"))
    assert not [name for _tag, attrs in page.elements for name in attrs if name.startswith("on")]


def test_every_id_is_unique(page):
    assert [name for name, times in Counter(page.values("id")).items() if times > 1] == []


def test_every_label_and_description_points_at_something(page):
    ids = set(page.values("id"))
    named = [*page.values("for"), *page.values("aria-describedby"), *page.values("aria-labelledby")]

    assert {one for several in named for one in several.split()} <= ids


def test_every_input_has_a_name_to_be_called_by(page):
    labelled = set(page.values("for"))
    inputs = [one for one in page.all("input", "select", "textarea") if one.get("type") != "hidden"]

    assert inputs
    assert [
        one for one in inputs if one.get("id") not in labelled and "aria-label" not in one
    ] == []


def test_the_summary_leads_to_every_wrong_field():
    page = show("styleguide.html", **styleguide.page(with_errors=True))
    ids = set(page.values("id"))
    links = [link["href"][1:] for link in page.all("a") if link.get("href", "").startswith("#id_")]

    assert links == [
        "id_head",
        "id_income",
        "id_opened",
        "id_cause",
        "id_told",
        "id_members-1-name",
    ]
    assert set(links) <= ids
    assert "有 6 处需要修改" in page.html


def test_the_summary_says_what_stands_beside_the_field():
    page = show("styleguide.html", **styleguide.page(with_errors=True))

    for sentence in [
        "填写户主姓名",
        "务工年收入填数字，如 12000；现在是“一万二”",
        "勾选“已向本人核实”",
    ]:
        assert page.html.count(sentence) == 2
    assert "第2行：填写姓名" in page.text()


def test_a_wrong_page_says_so_in_its_title_and_takes_the_focus():
    page = show("styleguide.html", **styleguide.page(with_errors=True))
    (summary,) = [attrs for _tag, attrs in page.elements if attrs.get("class") == "error-summary"]

    assert "<title>错误：安丰县2008年7月发放批次" in page.html
    assert summary["role"] == "alert"
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary


def test_a_wrong_field_is_marked_and_keeps_what_was_typed():
    page = show("styleguide.html", **styleguide.page(with_errors=True))
    (income,) = [one for one in page.all("input") if one.get("name") == "income"]

    assert income["aria-invalid"] == "true"
    assert income["aria-describedby"] == "id_income_error"
    assert income["value"] == "一万二"


def test_a_clean_page_has_no_summary():
    page = show("styleguide.html", **styleguide.page())

    assert "error-summary" not in page.html
    assert "<title>安丰县" in page.html


def test_errors_of_a_row_struck_out_do_not_count():
    data = {**styleguide.WRONG_MEMBERS, "members-1-DELETE": "on"}
    formset = styleguide.MemberFormSet(data, prefix="members")

    page = Page(
        Template("{% load dibao_ui %}{% error_summary formset %}").render(
            Context({"formset": formset})
        )
    )

    assert formset.is_valid()
    assert page.elements == []


def test_an_error_of_the_whole_form_leads_to_its_first_field():
    class Period(plain.PlainForm):
        first = forms.DateField(label="开始日期", required=False)

        def clean(self):
            raise forms.ValidationError("开始日期晚于结束日期")

    page = Page(
        Template("{% load dibao_ui %}{% error_summary form %}").render(
            Context({"form": Period({})})
        )
    )

    assert page.all("a") == [{"href": "#id_first"}]


def test_required_is_said_in_words():
    text = show("styleguide.html", **styleguide.page()).text()

    assert re.search(r"户主姓名\s+必填", text)
    assert not re.search(r"备注\s+必填", text)


def test_grid_inputs_are_named_by_row_and_column():
    page = show("styleguide.html", **styleguide.page())
    names = [one["aria-label"] for one in page.all("input", "select") if "aria-label" in one]

    assert "第1行 姓名" in names
    assert "第2行 与户主关系" in names


def test_a_qr_code_is_drawn_and_named():
    page = Page(
        Template("{% load dibao_ui %}{% qr url %}").render(Context({"url": "https://x.cn/n/<a>"}))
    )

    assert len(page.all("path")) == 1
    assert "<title>二维码：https://x.cn/n/&lt;a&gt;</title>" in page.html


def test_the_demo_mark_stands_on_every_base():
    request = RequestFactory().get("/")
    for base in ["desk.html", "public.html", "print.html"]:
        assert "演示数据" in show(base, **styleguide.bare(request)).text()


def test_no_demo_mark_without_a_demo():
    page = show("desk.html", request=RequestFactory().get("/"), demo={"is_demo": False})

    assert "演示" not in page.html


def test_villagers_links_keep_how_they_read():
    request = RequestFactory().get("/n/1/?text=large&page=2&lang=en")

    link = Template('{% load dibao_ui %}<a href="/n/{% carry %}">').render(
        Context({"request": request})
    )

    assert Page(link).values("href") == ["/n/?text=large&lang=en"]


def test_villagers_pages_switch_letters_and_contrast_by_address():
    page = show(
        "public.html", **styleguide.bare(RequestFactory().get("/?text=large&contrast=high"))
    )

    assert page.all("html")[0]["class"].split() == ["large", "contrast"]
    # What reads aloud where the device can, and nothing else.
    assert [one["src"] for one in page.all("script")] == ["/static/dibao/aloud.js"]


def test_villagers_pages_stay_small():
    page = show("public.html", **styleguide.bare(RequestFactory().get("/")))

    assert len(page.html.encode()) < 10_000


def test_sorting_turns_round_and_starts_from_the_first_page():
    context = {
        **styleguide.page(address="/?sort=name&after=xyz&town=1"),
        "table": styleguide.households(),
    }
    page = show("components/data_table.html", **context)
    sorts = [link["href"] for link in page.all("a") if link.get("class") == "sort"]

    assert sorts == ["?sort=-name&town=1", "?sort=persons&town=1"]
    assert page.values("aria-sort") == ["ascending"]


def test_the_pager_keeps_the_filter():
    page = show("components/data_table.html", **styleguide.page(address="/?town=1&before=q"))
    (link,) = [link for link in page.all("a") if link.get("rel") == "next"]

    assert link["href"] == "?town=1&after=abc"


def test_a_table_writes_each_kind_in_its_own_way():
    page = show("components/data_table.html", **styleguide.page())

    for written in ["156.00", "2008年7月", "2008-06-20", "233.00", "—"]:
        assert written in page.text()


def test_an_empty_table_says_why():
    page = show(
        "components/data_table.html",
        **{**styleguide.page(), "table": styleguide.page()["empty_table"]},
    )

    assert "本村本期没有异议" in page.text()
    assert page.all("table") == []


def test_a_row_of_another_length_is_refused():
    table = Table("x", [Column("甲"), Column("乙")], [Row.of("1")])

    with pytest.raises(ValueError, match="zip"):
        list(table.body)


def test_running_work_refreshes_with_and_without_script():
    page = show("styleguide.html", **styleguide.page(), refresh_seconds=5)

    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.html
    assert page.values("data-refresh") == ["4"]


def test_finished_work_shows_its_result_and_stands_still():
    page = show("components/job_progress.html", job=styleguide.job(is_over=True))

    assert page.values("data-refresh") == []
    assert page.values("href") == ["/batches/1/"]


def test_a_status_is_said_in_words_colour_and_shape():
    tag = Template('{% load dibao_ui %}{% status_tag "待补正" "warn" %}').render(Context())

    assert "待补正" in tag
    assert "tag-warn" in tag
    assert "▲" in tag


def test_a_picture_comes_with_its_table():
    chart = styleguide.page()["charts"][1]
    page = show("components/chart_bars.html", chart=chart)

    (picture,) = (one for one in page.all("svg") if one.get("role") == "img")
    assert picture["aria-label"] == "各县档次构成"
    assert "6,400" in page.text()
    assert len([one for one in page.all("rect") if "stroke" in one]) == 6
    # Shades that a black printer tells apart: solid, hatched, dotted.
    assert {one["fill"] for one in page.all("rect") if "stroke" in one} == {
        "#0e4d54",
        "url(#chart-1)",
        "url(#chart-2)",
    }


@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("403.html", {"exception": "这一步属于县级审核"}),
        ("404.html", {}),
        ("409.html", {"message": "这批已经批准", "by": "周敏", "at": styleguide.NOON}),
        ("500.html", {}),
        ("400.html", {}),
        ("403_csrf.html", {"back_url": "/cases/7/", "is_kept": True}),
        ("registration/locked.html", {"minutes": 12}),
        ("registration/posting.html", {"postings": [styleguide.reviewer().posting]}),
        ("registration/password_change_done.html", {}),
    ],
)
def test_the_plain_pages_stand_alone_for_anybody(template, context):
    request = RequestFactory().get("/")
    for person in [{}, {"user": styleguide.reviewer()}]:
        page = show(template, request=request, **context, **person)

        assert len(page.all("h1")) == 1
        assert not page.values("style")


def test_what_a_field_says_itself_is_kept():
    class Form(plain.PlainForm):
        name = forms.CharField(label="姓名", error_messages={"required": "写上名字"})

    assert Form({"name": ""}).errors["name"] == ["写上名字"]


def test_cells_of_words_stay_words_in_a_column_of_figures():
    assert Cell("没有").written("money") == "没有"
    assert Cell(0).written("money") == "0.00"
    assert Cell(None).written("money") == "—"


def test_an_exported_column_goes_by_its_own_title():
    assert dibao_ui.column_title("Id Last4 (身份证后4位)") == "身份证后4位"
    assert dibao_ui.column_title("村") == "村"


def test_staff_search_and_leave_from_every_page():
    page = show("desk.html", **styleguide.page())
    actions = {form.get("action"): form["method"] for form in page.all("form")}

    assert actions["/search/"] == "get"
    assert actions["/logout/"] == "post"
    assert actions["/set_language/"] == "post"


def test_who_is_not_logged_in_is_offered_no_search():
    page = show("desk.html", **styleguide.bare(RequestFactory().get("/")))

    assert "/search/" not in page.values("action")

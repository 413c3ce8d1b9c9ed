"""The cover of a household's file with the list of what lies in it (档案封面、卷内目录)."""

from collections.abc import Sequence

from applicants.models.document import Document
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.papers.words import address_of
from dibao.display import day_text, month_text
from dibao.papers import Facts, Grid, Paper

_EMPTY_LINES = 6


def file_cover(
    household: Household,
    grants: Sequence[Grant],
    documents: Sequence[Document],
    *,
    size: int,
    mark: str,
) -> Paper:
    """Newest grant first; `documents` are the valid ones of all cases. Empty lines are for papers added by hand."""
    grant = grants[0] if grants else None
    first = min((one.first_month for one in grants), default=None)
    ended = grant is not None and grant.last_month is not None
    rows = [_row(number, one) for number, one in enumerate(documents, start=1)]
    empty = [[str(len(rows) + number + 1), "", "", "", ""] for number in range(_EMPTY_LINES)]
    return Paper(
        title="农村最低生活保障家庭档案",
        number=household.number,
        place=str(household.area),
        mark=mark,
        is_form=True,
        is_cover=True,
        blocks=[
            Facts(
                [
                    ("户主", str(household.head)),
                    ("家庭住址", address_of(household)),
                    ("家庭人口", f"{size}人"),
                    ("保障人口", f"{grant.covered_count}人" if grant else ""),
                    ("开始享受", month_text(first) if first else ""),
                    ("停止享受", month_text(grant.last_month) if grant and ended else ""),
                    ("类别", str(grant.get_benefit_class_display()) if grant else ""),
                    ("保管期限", ""),
                    ("立卷单位", ""),
                    ("立卷人和日期", ""),
                ]
            ),
            Grid(
                ["序号", "材料", "页数", "日期", "备注"],
                [*rows, *empty],
                widths=[1, 5, 1, 2, 3],
                caption="卷内目录",
            ),
        ],
    )


def _row(number: int, document: Document) -> list[str]:
    name = f"{document} {document.person or ''}".strip()
    case = document.case.number if document.case else ""
    return [str(number), name, str(document.page_count), day_text(document.added_on), case]

"""The blank workbook of a shape, filled with what a county's lists may say."""

from typing import Final

from applicants.imports.layouts import Layout, Place
from dibao.sheets.templates import Blank, template_workbook

_NOTES: Final = (
    "1. 带*、黄色的列必填；灰色的列没有可以空着。鼠标停在表头上看说明。",
    "2. 第2行是示例，导入时忽略，可以删掉。从第3行起填，一行一条，中间不要空着。",
    "3. 身份证号、电话、账号按文本填写，不能变成 4.2E+17 的样子。从别处复制来的，粘贴时选“数值”或“只粘贴文本”。",
    "4. 日期写成 2008-07-01；金额以元为单位，只填数字。",
    "5. 乡镇、村写全称，从下拉列表选；全部名称在隐藏的“字典”表里。",
    "6. 不要改表头的字，可以调换列的先后，也可以在后面加自己的列，加的列导入时不用。",
    "7. 填好后在“名单导入”里上传。有错的行会标出来，改好再传。",
)


def blank_of(layout: Layout, place: Place) -> bytes:
    """The .xlsx for the county of `place`."""
    return template_workbook(
        Blank(
            key=layout.key,
            title=str(layout.title),
            columns=layout.columns(place),
            choices=layout.choices(place),
            example=layout.example(place),
            notes=_NOTES,
        )
    )

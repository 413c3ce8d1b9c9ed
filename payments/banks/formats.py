"""The registry of formats that a batch can be written in: each a module with a function from rows to bytes and back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dibao.values.words import gettext_noop as _
from payments.banks import coop_text, coop_xlsx, pain001, plain_csv, postal_csv, roster_xlsx
from payments.banks.rows import Paper, PayRow

Writer = Callable[[Paper, Sequence[PayRow]], bytes]
Reader = Callable[[bytes], list[PayRow]]

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Format:
    """One way of telling a bank whom to pay; `note` says in plain words who takes it and what it is like."""

    code: str
    label: str
    note: str
    suffix: str
    media_type: str
    write: Writer
    read: Reader
    # Told in the file's name, where another format has the same suffix.
    mark: str = ""
    # Names the account that the money comes from, so the county must have told of it.
    needs_payer: bool = False
    # Tells the bank on which day to pay.
    names_day: bool = False

    def name_of(self, paper: Paper, version: int = 1) -> str:
        """A file name of plain letters, which every bank's system takes; one written anew has a number."""
        number = f"-{version}" if version > 1 else ""
        return f"dibao-{paper.batch_number}{self.mark}{number}{self.suffix}"


_ALL: Final = (
    Format(
        "roster_xlsx",
        _("发放名册（.xlsx）"),
        _("按县里打印的名册排列，一户一行；银行照着发，也给人看。"),
        roster_xlsx.SUFFIX,
        WORKBOOK,
        roster_xlsx.write,
        roster_xlsx.read,
    ),
    Format(
        "plain_csv",
        _("代发文件（.csv）"),
        _("序号、户名、账号、金额、身份证号、摘要，UTF-8；多数银行都能导入。"),
        plain_csv.SUFFIX,
        "text/csv; charset=utf-8",
        plain_csv.write,
        plain_csv.read,
    ),
    Format(
        "coop_xlsx",
        _("农信社代发清单（.xlsx）"),
        _("农村信用社、农商行网点用的表格，最后一行有笔数、金额和批次号。"),
        coop_xlsx.SUFFIX,
        WORKBOOK,
        coop_xlsx.write,
        coop_xlsx.read,
        "-nxs",
    ),
    Format(
        "coop_text",
        _("农信社代发文本（.txt）"),
        _("农村信用社批量系统用的定长文本，GB18030，带校验码。"),
        coop_text.SUFFIX,
        "text/plain; charset=gb18030",
        coop_text.write,
        coop_text.read,
        "-nxs",
    ),
    Format(
        "postal_csv",
        _("邮储代发文件（.csv）"),
        _("邮政储蓄银行的列和顺序，GB18030；户名里有逗号、引号的不能用。"),
        postal_csv.SUFFIX,
        "text/csv; charset=gb18030",
        postal_csv.write,
        postal_csv.read,
        "-yc",
    ),
    Format(
        "pain001_xml",
        _("银企直联报文（pain.001，.xml）"),
        _("ISO 20022国际标准报文，和银行系统直接相连时用；要先登记付款账户。"),
        pain001.SUFFIX,
        "application/xml",
        pain001.write,
        pain001.read,
        needs_payer=True,
        names_day=True,
    ),
)
FORMATS: Final = {each.code: each for each in _ALL}

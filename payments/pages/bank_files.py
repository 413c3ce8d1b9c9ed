"""What is said of a file before it goes to the bank."""

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao.display import count_text, day_text, with_note, yuan_text
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values import money
from payments.actions import bank_files
from payments.models.bank_file import BankFile, FileFormat
from payments.models.batch import PaymentBatch


def latest_first(formats: list[FileFormat], batch: PaymentBatch) -> list[FileFormat]:
    """The formats as the county used them, the last one first; those never used stay behind in their order."""
    rows = BankFile.objects.filter(area=batch.area_id).values_list("format").annotate(Max("pk"))
    used = dict(rows.order_by())
    return sorted(formats, key=lambda each: -used.get(each.value, 0))


def hand_over_obstacle(file: BankFile, by: Staff, *, on: date) -> str:
    """Why `by` cannot hand the file over, in words; empty where they can (three queries)."""
    try:
        bank_files.refuse_writer(file, by)
        bank_files.refuse_over(file, on=on)
        bank_files.refuse_twice(file.batch)
    except Refused as refusal:
        return refusal.message
    return ""


def hand_over_facts(file: BankFile, *, on: date) -> list[Fact]:
    """Which file, how much, who wrote it: what both sides compare."""
    day = day_text(file.batch.settlement_day)
    return [
        Fact(label=_("文件名"), value=file.name),
        Fact(label=_("格式"), value=file.get_format_display()),
        Fact(label=_("笔数"), value=count_text(file.row_count)),
        Fact(label=_("金额（元）"), value=yuan_text(file.total_amount)),
        Fact(label=_("金额大写"), value=money.in_words(file.total_amount)),
        Fact(
            label=_("结算日"),
            value=with_note(day, _("已过结算日")) if file.batch.settlement_day < on else day,
        ),
        Fact(label=_("生成人"), value=f"{file.written_by.name} {day_text(file.written_at)}"),
        Fact(label=_("校验值"), value=file.sha256[:16]),
    ]

"""Standing lists (长期公示): a village has one at a time, the newest."""

from datetime import date

from applicants.models.notice import NoticeStage, PublicNotice
from dibao.models.area import Area, county_of
from dibao.values.months import BenefitMonth
from oversight.models.month_figures import MonthFigures


def of_village(village: Area, *, on: date) -> PublicNotice | None:
    """The list that stands on a day; None before the first one and after the last one's days."""
    running = PublicNotice.objects.within(village).running(on=on)
    return running.filter(stage=NoticeStage.STANDING).order_by("-starts_on", "-pk").first()


def newer_than(notice: PublicNotice, *, on: date) -> PublicNotice | None:
    """The standing list that took this one's place; None for any other notice, and while this one stands."""
    if notice.stage != NoticeStage.STANDING:
        return None
    newest = of_village(notice.area, on=on)
    return None if newest is None or newest.pk == notice.pk else newest


def month_of(notice: PublicNotice) -> BenefitMonth | None:
    """The month that a standing list was published with; None where it was posted by itself."""
    if notice.stage != NoticeStage.STANDING:
        return None
    published = MonthFigures.objects.filter(
        area_id=county_of(notice.area_id), published_on=notice.starts_on
    )
    newest = published.order_by("-month").first()
    return newest.month if newest else None

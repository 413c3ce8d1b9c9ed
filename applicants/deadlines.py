"""When a notice ends, and when the county may decide."""

from dataclasses import dataclass
from datetime import date, timedelta

from applicants.boards import board_of, doubt_about
from applicants.eligibility import codes
from applicants.models.assessment import Assessment
from applicants.models.case import Case
from applicants.models.notice import NoticeEntry, PublicNotice
from applicants.models.policy import RuleSet
from dibao.models.holiday import Holiday


@dataclass(frozen=True)
class PostingState:
    """Where one required posting stands for an assessment; `notice` is None until it was posted."""

    stage: str
    days: int
    notice: PublicNotice | None

    def is_over(self, *, on: date) -> bool:
        return self.notice is not None and self.notice.ends_on < on

    def days_left(self, *, on: date) -> int | None:
        """Days until the county may decide; the notice's last day counts whole."""
        return None if self.notice is None else (self.notice.ends_on - on).days + 1

    def doubt(self, *, on: date) -> str:
        """Why its days may not have run on the board; nothing where they did."""
        notice = self.notice
        return "" if notice is None else doubt_about(notice, board_of(notice.postings.all()), on=on)


def postings_of(case: Case, latest: Assessment | None) -> list[PostingState]:
    """The postings that the case's rules ask for, in order, with the notices of its latest assessment and what hung
    on the board (two queries).

    A benefit looked at again is posted with the standing list once it is decided, and not before.
    """
    if case.is_about_a_benefit:
        return []
    entries = (
        NoticeEntry.objects.filter(assessment=latest)
        .select_related("notice")
        .prefetch_related("notice__postings")
        if latest
        else ()
    )
    posted = {entry.notice.stage: entry.notice for entry in entries}
    return [
        PostingState(notice.stage.value, notice.days, posted.get(notice.stage.value))
        for notice in case.rules.as_terms().notices
    ]


def last_notice_day(rule_set: RuleSet, stage: str, *, starts_on: date) -> date:
    """The last day of a notice that begins on `starts_on`: n days are n whole days, the first one included."""
    notice = rule_set.as_terms().notice(codes.NoticeStage.of(stage))
    if notice is None:
        raise LookupError(f"{rule_set} asks for no posting at stage {stage}")
    if notice.unit == codes.TimeUnit.WORKING_DAYS:
        return Holiday.objects.calendar().add_working_days(
            starts_on - timedelta(days=1), notice.days
        )
    return starts_on + timedelta(days=notice.days - 1)

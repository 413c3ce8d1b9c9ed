"""What workers do about cases: by the clock for families' files, and on request trying other terms."""

import logging

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from applicants import document_store, replay
from applicants.actions import (
    check_files,
    duplicates,
    exports,
    list_undoing,
    marked_copies,
    referral_acts,
    referral_ends,
    referral_sheets,
    sheet_imports,
    statement_drafts,
    what_ifs,
)
from applicants.models.aid import AidItem
from applicants.models.check import CheckFile
from applicants.models.export import Export
from applicants.models.referral_sheet import ReferralSheet
from applicants.models.sheet_import import SheetImport
from applicants.models.what_if import WhatIf
from applicants.workflow import SheetImportStatus
from dibao import clock, jobs, scope
from dibao.display import yuan_text
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.job import JobRun
from dibao.models.staff import Staff

log = logging.getLogger(__name__)


@app.periodic(cron="40 3 * * *")
@app.task(name="applicants.sweep_files", queue="default", pass_context=False)
def sweep_files(timestamp: int) -> None:
    """Once a night; a file that is younger than a day is left alone, since its form may still be under way."""
    log.info("swept %s files that no document names", document_store.sweep())


@app.periodic(cron="30 3 * * *")
@app.task(name="applicants.forget_exports", queue="default", pass_context=False)
def forget_exports(timestamp: int) -> None:
    """Once a night, before the sweep; nobody fetches an old one, whether or not this ran."""
    gone = 0
    for root in Area.objects.filter(parent=None):
        with scope.of_area(root, action="forget_exports"):
            gone += exports.forget(on=clock.today())
    log.info("forgot %s lists that went out a week ago", gone)


@app.periodic(cron="45 3 * * *")
@app.task(name="applicants.forget_drafts", queue="default", pass_context=False)
def forget_drafts(timestamp: int) -> None:
    """Once a night; nobody finds an old one by its code, whether or not this ran."""
    log.info("forgot %s unfinished applications", statement_drafts.forget())


@app.periodic(cron="10 4 * * *")
@app.task(name="applicants.look_for_duplicates", queue="default", pass_context=False)
def look_for_duplicates(timestamp: int) -> None:
    """Once a night over the whole register: what entry and import could not see, such as a benefit granted since."""
    found = sum(_duplicates_in(root) for root in Area.objects.filter(parent=None))
    log.info("found %s pairs that may be duplicates", found)


def _duplicates_in(root: Area) -> int:
    with scope.of_area(root, action="look_for_duplicates"):
        return duplicates.look_everywhere(on=clock.today())


@app.periodic(cron="50 4 * * *")
@app.task(name="applicants.judge_again", queue="default", pass_context=False)
def judge_again(timestamp: int) -> None:
    """Once a night every stored verdict anew; a difference is for whoever watches the log."""
    checked, differing = replay.everything()
    if differing:
        log.error(
            "%s of %s assessments come out otherwise: %s", len(differing), checked, differing[:100]
        )
    else:
        log.info("judged %s assessments again, all as stored", checked)


@app.periodic(cron="20 0 * * *")
@app.task(name="applicants.close_referrals", queue="default", pass_context=False)
def close_referrals(timestamp: int) -> None:
    """Once a night, county by county: referrals whose days have passed, or whose ground has gone."""
    for county in Area.objects.filter(level=AreaLevel.COUNTY).order_by("pk"):
        with scope.of_area(county, action="close_referrals"):
            ended = referral_ends.end_by_the_clock(area=county, on=clock.today())
        log.info("%s: %s expired, %s taken back", county.pk, ended.expired, ended.withdrawn)


@jobs.handler(referral_acts.CAMPAIGN)
def run_campaign(job: JobRun, staff: Staff) -> jobs.Result:
    """Ask for one benefit for everybody of an area; run again it finds nobody new."""
    with scope.of(staff, action=f"job {job.pk} {job.kind}"):
        item = AidItem.objects.get(pk=job.arguments["item"])
        act = referral_acts.campaign(item=item, area=job.area, by=staff, on=clock.today())
    words = {"item": item.name, "count": act.sent_count}
    return {"act": act.pk, "sentence": _("已转介“%(item)s”%(count)d件。") % words}


@jobs.handler(what_ifs.RUN)
def run_what_if(job: JobRun, staff: Staff) -> jobs.Result:
    """Run a kept trial; one that is finished is the answer."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        what_if = WhatIf.objects.visible_to(staff).get(pk=job.arguments["what_if"])
        what_if = what_ifs.run(what_if=what_if, by=staff, tell=tell)
    return {
        "what_if": what_if.pk,
        "sentence": _("测算完成：%(households)d户，每月%(difference)s元。")
        % {
            "households": what_if.household_count,
            "difference": yuan_text(what_if.difference),
        },
    }


@jobs.handler(check_files.TAKE)
def take_check_file(job: JobRun, staff: Staff) -> jobs.Result:
    """Read a file of matching results; one that was read before is left as it is."""
    with scope.of(staff, action=f"job {job.pk} {job.kind}"):
        file = CheckFile.objects.visible_to(staff).get(pk=job.arguments["file"])
        if not file.is_read:
            file = check_files.take(file=file, by=staff, on=clock.today())
    if file.refusal:
        return {"sentence": file.refusal.splitlines()[0]}
    return {"sentence": _("导入%(count)d项核对结果。") % {"count": file.answer_count}}


@jobs.handler(referral_sheets.TAKE)
def take_referral_sheet(job: JobRun, staff: Staff) -> jobs.Result:
    """Enter an agency's workbook of answers; one that was entered before is left as it is."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        sheet = ReferralSheet.objects.loaded_within(staff).get(pk=job.arguments["sheet"])
        if not sheet.is_taken:
            sheet = referral_sheets.take(sheet=sheet, by=staff, on=clock.today(), tell=tell)
    return {
        "sentence": _("受理%(accepted)d件，登记办理%(delivered)d件，不能办理%(refused)d件。")
        % {
            "accepted": sheet.accepted_count,
            "delivered": sheet.delivered_count,
            "refused": sheet.refused_count,
        }
    }


@jobs.handler(sheet_imports.CHECK)
def check_sheet_import(job: JobRun, staff: Staff) -> jobs.Result:
    """Look into a list; one that was cancelled or confirmed meanwhile is left alone."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        record = SheetImport.objects.visible_to(staff).get(pk=job.arguments["sheet_import"])
        if record.status in (SheetImportStatus.RECEIVED, SheetImportStatus.CHECKED):
            record = sheet_imports.check(record=record, by=staff, on=clock.today(), tell=tell)
    if record.refusal:
        return {"sentence": record.refusal}
    words = {
        "rows": record.row_count,
        "good": record.row_count - record.wrong_count,
        "wrong": record.wrong_count,
    }
    return {"sentence": _("共%(rows)d行，可导入%(good)d行，有错%(wrong)d行。") % words}


@jobs.handler(sheet_imports.TAKE)
def take_sheet_import(job: JobRun, staff: Staff) -> jobs.Result:
    """Write a confirmed list; one that was written before is left as it is."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        record = SheetImport.objects.visible_to(staff).get(pk=job.arguments["sheet_import"])
        if record.status == SheetImportStatus.CONFIRMED:
            record = sheet_imports.take(record=record, by=staff, on=clock.today(), tell=tell)
    if record.status != SheetImportStatus.TAKEN:
        return {
            "sentence": _("检查以后县里的登记变了，没有写入。差异已重新列出，再看一遍、再确认。")
        }
    words = {"new": record.new_count, "changed": record.changed_count}
    return {"sentence": _("新登记%(new)d户，与登记不同的%(changed)d户已按说明处理。") % words}


@jobs.handler(sheet_imports.UNDO)
def undo_sheet_import(job: JobRun, staff: Staff) -> jobs.Result:
    """Undo a list that two people want back; one that was undone before, or is to stay, is left as it is."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        record = SheetImport.objects.visible_to(staff).get(pk=job.arguments["sheet_import"])
        if record.status == SheetImportStatus.GOING_BACK:
            record = list_undoing.undo(record=record, by=staff, on=clock.today(), tell=tell)
    if record.status != SheetImportStatus.UNDONE:
        return {"sentence": record.refusal or _("名单没有撤回。")}
    return {"sentence": _("名单已撤回，它写入的内容都恢复到写入以前。")}


@jobs.handler(marked_copies.MARK)
def mark_sheet_import(job: JobRun, staff: Staff) -> jobs.Result:
    """Mark a long list; done again it only makes another copy."""
    with scope.of(staff, action=f"job {job.pk} {job.kind}"):
        record = SheetImport.objects.visible_to(staff).get(pk=job.arguments["sheet_import"])
        marked_copies.write(
            record=record, copy=str(job.arguments["copy"]), by=staff, on=clock.today()
        )
    return {"sentence": _("标错的表做好了，在名单的页面上下载。")}


@jobs.handler(exports.WRITE)
def write_export(job: JobRun, staff: Staff) -> jobs.Result:
    """Write a list that goes out; one that was written before is left as it is."""
    with jobs.telling(job) as tell, scope.of(staff, action=f"job {job.pk} {job.kind}"):
        export = Export.objects.visible_to(staff).get(pk=job.arguments["export"])
        export = exports.write(export=export, by=staff, on=clock.today(), tell=tell)
    return {
        "sentence": _("已导出%(count)d行，在“名单导出”里下载。") % {"count": export.row_count or 0}
    }

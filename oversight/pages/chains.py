"""The chains as a page: how far each is sealed, what the last verification found, and where the heads lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao import chains
from dibao.chain_findings import Fault
from dibao.display import count_text, day_text
from dibao.models.area import Area
from dibao.models.audit_chain import NO_PLACE, AuditBlock, ChainCheck
from dibao.models.staff import Staff
from dibao.tables import Cell, Column, Row, Table

Words = str | Promise
Told = Mapping[str, str | int]

_WORDS: dict[str, Words] = {
    Fault.ENTRIES: _("条目和封存时不一样，有改动、删除或者添加"),
    Fault.LINK: _("接不上前一块，或者前面缺了块"),
    Fault.BLOCK: _("块本身被改过"),
    Fault.LAYOUT: _("封存所依的列被改过"),
    Fault.NARROWED: _("封存所依的列少了，有的表或者列不再封存"),
    Fault.UNCOVERED: _("有条目落在已经封存的范围里，却不在任何一块里"),
    Fault.BACKDATED: _("有条目写的时间早于前一块，是事后补的"),
    Fault.HEAD: _("和另外保存的链头对不上，链被重做过"),
    Fault.AHEAD: _("有条目的事务号还没有用到，永远不会封存"),
    Fault.STRAYED: _("有数据和它的改动历史对不上，是绕过系统改的"),
    Fault.CUT: _("另外保存的链头后面没有了，链尾被截掉"),
}
# Sealing comes every ten minutes, verifying every night: later than this something is wrong.
_SEALED_WITHIN, _VERIFIED_WITHIN = timedelta(hours=1), timedelta(days=2)


@dataclass(frozen=True)
class Alarm:
    """Something to be looked at: a title, and what it means or what to do."""

    title: Words
    text: Words


def faults_for(staff: Staff) -> list[Told]:
    """What the last verification found in the chains of a posting (two queries)."""
    check = ChainCheck.objects.order_by("-pk").first()
    own = chains.chains_within(staff.posting.area)
    return [fault for fault in (check.faults if check else []) if fault["chain"] in own]


def names_of(chains: Sequence[str]) -> dict[str, str]:
    """What chains are called: the county's name, or what belongs to no place (one query)."""
    found = {area.pk: area.name for area in Area.objects.filter(pk__in=["", *chains])}
    return {chain: found.get(chain, chain) for chain in chains} | {NO_PLACE: _now("不分地区")}


def chain_table(
    blocks: Sequence[AuditBlock], names: Mapping[str, str], faults: Sequence[Told]
) -> Table:
    """The last block of each chain, and whether the last verification found it whole."""
    broken = {str(fault["chain"]): fault for fault in faults}
    return Table(
        caption=_("留痕链"),
        columns=[
            Column(_("链")),
            Column(_("最后一块"), "number"),
            Column(_("封存时间"), "date"),
            Column(_("状态"), "status"),
            Column(_("链头")),
        ],
        rows=[
            Row.of(
                names[block.chain],
                block.number,
                block.sealed_at,
                _state(broken.get(block.chain)),
                in_groups(block.hash),
            )
            for block in blocks
        ],
        empty=_("还没有封存过。"),
    )


def in_groups(digest: str) -> str:
    """A hash in groups of sixteen, to be compared by eye and broken on a narrow screen."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))


def _state(fault: Told | None) -> Cell:
    if fault is None:
        return Cell(_("完好"), tone="good")
    return Cell(_now("第%(number)s块断开") % {"number": fault["number"]}, tone="bad")


def check_facts(check: ChainCheck | None, path: str) -> list[Fact]:
    """What the last verification looked at, and where the heads are."""
    if check is None:
        return [Fact(label=_("最近核验"), value=_("还没有核验过")), _heads(path)]
    return [
        Fact(label=_("最近核验"), value=day_text(check.at)),
        Fact(
            label=_("核验范围"),
            value=_("全部")
            if check.since is None
            else _now("%(at)s以后") % {"at": day_text(check.since)},
        ),
        Fact(label=_("核验块数"), value=count_text(check.block_count)),
        Fact(label=_("核验条数"), value=count_text(check.entry_count)),
        _heads(path),
    ]


def _heads(path: str) -> Fact:
    return Fact(label=_("链头文件"), value=path)


def alarms(
    faults: Sequence[Told],
    names: Mapping[str, str],
    *,
    check: ChainCheck | None,
    waiting: datetime | None,
    now: datetime,
) -> list[Alarm]:
    """What does not hold, chain by chain; and work of the night that was not done."""
    found = [_broken(fault, names) for fault in faults]
    if waiting and now - waiting > _SEALED_WITHIN:
        found.append(
            Alarm(
                _now("从%(at)s起的记录还没有封存") % {"at": day_text(waiting)},
                _("后台任务没有运行，告诉系统管理员；任务恢复后会接着封存，一条不漏。"),
            )
        )
    if check and now - check.at > _VERIFIED_WITHIN:
        found.append(
            Alarm(
                _now("%(at)s以后没有核验过") % {"at": day_text(check.at)},
                _("每夜核验没有运行，告诉系统管理员。"),
            )
        )
    return found


def _broken(fault: Told, names: Mapping[str, str]) -> Alarm:
    holds = int(fault["holds"])
    said = {"chain": names[str(fault["chain"])], "number": fault["number"]}
    title = _now("%(chain)s的留痕链在第%(number)s块断开") % said
    still = (
        _now("第1至第%(holds)s块仍然完好。") % {"holds": holds}
        if holds
        else _now("整条链都不能作准。")
    )
    what = _WORDS[str(fault["fault"])]
    if "expected" not in fault:
        return Alarm(title, _now("%(what)s。%(still)s") % {"what": what, "still": still})
    told = {
        "what": what,
        "still": still,
        "table": _table_words(str(fault["table"])),
        "expected": fault["expected"],
        "found": fault["found"],
    }
    sentence = _now("%(what)s：%(table)s封存时%(expected)s条，现在%(found)s条。%(still)s")
    return Alarm(title, sentence % told)


def _table_words(table: str) -> str:
    """What the rows of a sealed table are called: 留痕, or the history of 案件."""
    for model in apps.get_models():
        if model._meta.db_table == table:
            tracked = getattr(model, "pgh_tracked_model", None)
            if tracked is None:
                return str(model._meta.verbose_name)
            return _now("%(thing)s的改动历史") % {"thing": tracked._meta.verbose_name}
    return table

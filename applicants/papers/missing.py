"""The one-time notice of everything missing, as a paper."""

from applicants.models.missing_items import MissingItemsNotice
from dibao.papers import Items, Paper, Seal, Signatures, Text, written_day


def missing_items_paper(notice: MissingItemsNotice, *, office: str, basis: str, mark: str) -> Paper:
    """What is missing, until when, by which articles; with a receipt."""
    case = notice.case
    opening = (
        f"{case.household.head}：您家于{written_day(case.opened_on)}提出的农村最低生活保障申请，"
        "还缺下列材料，现一次性告知："
    )
    return Paper(
        title="补正材料一次性告知书",
        number=case.number,
        place=str(case.area),
        mark=mark,
        blocks=[
            Text(opening),
            Items(notice.items),
            *(
                [Text(f"本次是再次告知，因为出现新的事实：{notice.new_facts}。")]
                if notice.new_facts
                else []
            ),
            Text(f"在{written_day(notice.due_on)}前补齐，交到{office}；{_what_follows(notice)}。"),
            *([Text(basis)] if basis else []),
            Seal(office, written_day(notice.given_on)),
            Signatures(["申请人签收", "经办人", "日期"]),
        ],
    )


def _what_follows(notice: MissingItemsNotice) -> str:
    """What is complete is accepted (办法 Art 10); a case that was accepted before goes on."""
    accepted = notice.case.accepted_on
    is_accepted = accepted is not None and accepted <= notice.given_on
    return "材料补齐后接着办理" if is_accepted else "材料补齐后即予受理"

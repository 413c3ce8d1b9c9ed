"""The record of hearing a family before its benefit falls or ends (社会救助法 Art 48)."""

from applicants.grace_months import grace_in_words, grace_months_of, is_about_grace, months_left
from applicants.materials import LAW_SINCE
from applicants.models.assessment import TownshipOpinion
from applicants.models.grant import Grant
from applicants.models.hearing import HearingManner, HearingRecord, Stance
from applicants.models.override import payable_of
from applicants.outcomes import Proposal
from applicants.pages.case_file import CaseFile
from applicants.papers.words import address_of, yuan
from dibao.papers import Facts, Heading, Items, Paper, Signatures, Text, boxes, written_day
from dibao.values.months import BenefitMonth


def hearing_paper(file: CaseFile, *, mark: str) -> Paper:
    """What the family is told and what it says to the opinion that stands; blank to be filled in at its house."""
    case, opinion = file.case, file.opinion
    if opinion is None:
        raise LookupError(f"{case} has no opinion to hear about")
    said = next((one for one in reversed(file.hearings) if one.opinion_id == opinion.pk), None)
    reasons = file.assessment.as_verdict().reasons if file.assessment else ()
    return Paper(
        title="听取意见记录",
        number=case.number,
        place=str(case.area),
        mark=mark,
        is_form=True,
        blocks=[
            Facts([("户主", str(case.household.head)), ("家庭住址", address_of(case.household))]),
            Heading("告诉这家的意见"),
            Text(_proposed(file, opinion), is_strong=True),
            Text(f"理由：{opinion.reasons}"),
            *([Items([step.sentence for step in reasons])] if reasons else []),
            Text(_duty(opinion)),
            Heading("听取的情况"),
            Facts(_facts(said)),
            Text(f"听取方式：{boxes([(one.label, _is(said, one)) for one in HearingManner])}"),
            Text(f"家庭的态度：{boxes([(one.label, _stands(said, one)) for one in Stance])}"),
            Text(f"意见内容：{said.statement if said else ''}"),
            *([] if said else [Text("　"), Text("　"), Text("　")]),
            Text("以上记录已念给我听，与我说的一致。"),
            Signatures(["家庭成员", "记录人", "另一名在场人"]),
        ],
    )


def _proposed(file: CaseFile, opinion: TownshipOpinion) -> str:
    """What the family would get in place of what it gets."""
    grant = file.case.grant
    now = _now_paid(file, grant) if grant else ""
    if opinion.proposal == Proposal.GRACE and grant is not None:
        return f"{opinion.get_proposal_display()}：{now}，{_grace(file, grant)}"
    if opinion.end_reason or file.assessment is None:
        return f"{opinion.get_proposal_display()}：{now}，拟停发。原因：{opinion.get_end_reason_display()}。"
    then = yuan(payable_of(file.assessment).total_amount)
    return f"{opinion.get_proposal_display()}：{now}，拟改为每月{then}。"


def _now_paid(file: CaseFile, grant: Grant) -> str:
    """Of a grace what was still to be paid, which a decision about it has changed by the time it is made."""
    if not is_about_grace(file.case):
        return f"您家现在每月{yuan(grant.total_amount)}"
    left = months_left(grant, since=BenefitMonth.of(file.on))
    return "您家在渐退期" if file.decision else f"您家在渐退期，还要发放{grace_in_words(left)}"


def _grace(file: CaseFile, grant: Grant) -> str:
    """The months that would still be paid if it were decided today, or were when it was."""
    day = file.decision.decided_on if file.decision else file.on
    months = grace_months_of(file.case, grant, decided_in=BenefitMonth.of(day))
    end = months[-1].month.next().label
    return f"拟再发放{len(months)}个月：{grace_in_words(months)}；从{end}起停发。"


def _duty(opinion: TownshipOpinion) -> str:
    law = "依照《中华人民共和国社会救助法》第四十八条" if opinion.given_on >= LAW_SINCE else ""
    return f"作出减发、停发决定以前，{law}听取您家的意见。"


def _facts(said: HearingRecord | None) -> list[tuple[str, str]]:
    facts = [
        ("听取日期", written_day(said.held_on if said else None)),
        ("听取了谁的意见", said.heard_name if said else ""),
        ("记录人", said.recorded_by.name if said else ""),
        ("另一名在场人", said.second_listener if said else ""),
    ]
    if said is None or said.manner == HearingManner.ABSENT:
        facts += [
            ("第一次通知日期", written_day(said.first_invited_on if said else None)),
            ("第二次通知日期", written_day(said.second_invited_on if said else None)),
        ]
    return facts


def _is(said: HearingRecord | None, manner: HearingManner) -> bool:
    return said is not None and said.manner == manner


def _stands(said: HearingRecord | None, stance: Stance) -> bool:
    return said is not None and said.stance == stance

"""The letters about money: that it is asked back (追回通知书, and 责令退回通知书 after fraud), and that it is to go to
another account (变更收款账户告知书)."""

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from applicants.letters import remedies_against
from applicants.materials import LAW_SINCE
from dibao.display import month_text, yuan_text
from dibao.models.area import Area, county_of, township_of
from dibao.papers import Grid, Heading, Paper, Seal, Signatures, Text, written_day
from dibao.values import money
from payments.actions.account_changes import first_day_of
from payments.actions.accounts import current_of
from payments.models.account import Account
from payments.models.recovery import Recovery, RecoveryCause

# 社会救助暂行办法 (in force until the law of 2026) knew an order to return from May 2014 on.
_MEASURES_SINCE: Final = date(2014, 5, 1)


def recovery_letter(recovery: Recovery, *, mark: str) -> Paper:
    """How much is asked back for which months, why, how it is given back, and what can be done against it."""
    county = Area.objects.get(pk=county_of(recovery.area_id))
    day = recovery.decided_on or recovery.proposed_on
    is_order = recovery.cause == RecoveryCause.FRAUD
    office = _("%(county)s民政局") % {"county": county.name}
    return Paper(
        title=_("责令退回低保金决定书") if is_order else _("追回多发低保金通知书"),
        number=recovery.number,
        place=str(recovery.area),
        mark=mark,
        blocks=[
            Text(
                _("%(name)s：您家下列月份领取的农村最低生活保障金，多于应当发给的。")
                % {"name": recovery.household.head.name}
            ),
            Grid(
                head=[_("月份"), _("多发（元）")],
                rows=[
                    [month_text(one.month), yuan_text(one.amount)]
                    for one in recovery.months.order_by("month")
                ],
                caption=_("多发的月份"),
            ),
            Heading(_("决定")),
            Text(_result_of(recovery), is_strong=True),
            Heading(_("理由和依据")),
            Text(recovery.reasons),
            *([Text(basis)] if (basis := _basis_of(recovery, day)) else []),
            Heading(_("不服怎么办")),
            Text(remedies_against(county, day)),
            Seal(office, written_day(recovery.decided_on)),
            Signatures([_("户主签收"), _("送达人"), _("日期")]),
        ],
    )


def _result_of(recovery: Recovery) -> str:
    total = _("共追回%(amount)s元（%(words)s）。") % {
        "amount": yuan_text(recovery.amount),
        "words": money.in_words(recovery.amount),
    }
    said = {
        "day": written_day(recovery.return_by),
        "month": month_text(recovery.first_month),
        "instalment": yuan_text(recovery.instalment),
    }
    way = (
        _(
            "从%(month)s起，每月从您家的低保金里抵扣%(instalment)s元，每月最多抵扣三成，抵扣完为止；"
            "%(day)s以前没有抵扣完的，退回现金。"
        )
        if recovery.instalment
        else _("于%(day)s以前退回民政局专户，当面领取收据。")
    )
    return total + way % said


def _basis_of(recovery: Recovery, day: date) -> str:
    if recovery.cause != RecoveryCause.FRAUD:
        return ""
    if day >= LAW_SINCE:
        return _("依据：《中华人民共和国社会救助法》第七十三条。")
    return _("依据：《社会救助暂行办法》第六十八条。") if day >= _MEASURES_SINCE else ""


def account_letter(account: Account, *, on: date, mark: str) -> Paper:
    """Which account the money goes to now and which it is to go to, from when, and what to do if nobody asked for it.

    Numbers by their last four: the letter may be read by others than the household.
    """
    household = account.household
    township = Area.objects.get(pk=township_of(account.area_id))
    before = current_of(household, on=on)
    first = account.starts_on or first_day_of(household, on, on=on)
    return Paper(
        title=_("变更低保金收款账户告知书"),
        number=household.number,
        place=str(account.area),
        mark=mark,
        blocks=[
            Text(
                _("%(name)s：%(day)s有人到%(office)s办理，要把您家的低保金改发到另一个账户。")
                % {
                    "name": household.head.name,
                    "day": written_day(account.proposed_on),
                    "office": township.name,
                }
            ),
            Grid(
                head=[_("账户"), _("账户名称"), _("开户银行"), _("账号")],
                rows=[
                    *([_of_letter(_("现在的账户"), before)] if before else []),
                    _of_letter(_("新账户"), account),
                ],
                widths=[3, 4, 6, 3],
                caption=_("收款账户"),
            ),
            Text(
                _since(account) % {"day": written_day(first)},
                is_strong=True,
            ),
            Heading(_("不是您家要换的，怎么办")),
            Text(
                _(
                    "您家没有要换账户，或者账户不对，在%(day)s以前告诉%(office)s%(phone)s，"
                    "变更就撤回，一分钱也不会发到新账户。来人、来电、托村干部转告都可以。"
                )
                % {
                    "day": written_day(first),
                    "office": township.name,
                    "phone": _("（电话%(phone)s）") % {"phone": township.office_phone}
                    if township.office_phone
                    else "",
                }
            ),
            Seal(_("%(township)s人民政府") % {"township": township.name}, written_day(on)),
            Signatures([_("户主签收"), _("送达人"), _("日期")]),
        ],
    )


def _since(account: Account) -> str:
    if account.is_proposed:
        return _("最早从%(day)s起，低保金发到新账户；以前照旧发到现在的账户。")
    return _("%(day)s起，低保金发到新账户；以前照旧发到现在的账户。")


def _of_letter(label: str, account: Account) -> list[str]:
    bank = f"{account.bank_name} {account.branch}".strip()
    return [label, account.holder, bank, account.masked_number]

"""Try other numbers on the register of a month."""

import argparse
import sys
from decimal import Decimal, InvalidOperation

from django.core.management.base import BaseCommand

from applicants import operators
from applicants.actions import what_ifs
from applicants.models.policy import RuleSet
from applicants.pages.what_ifs import as_answer, in_json, with_sign
from dibao import scope
from dibao.errors import Refused
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.wording import in_words


def amounts(text: str) -> tuple[Decimal, ...]:
    """An argument like 85,58,46: yuan per person and month, class one first."""
    try:
        return tuple(Decimal(part) for part in text.split(","))
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text} is no list of amounts such as 85,58,46") from None


def month(text: str) -> BenefitMonth:
    try:
        return BenefitMonth.parse(text)
    except Refused as refused:
        raise argparse.ArgumentTypeError(in_words(refused)) from None


class Command(BaseCommand):
    help = (
        "Judge every household of a month's register by the rules in force with other numbers, or by a draft, and say "
        "what changes. Kept with its inputs; benefits stay as they are. Exit code 1 where the terms are refused, 2 for "
        "an unknown area, draft or person."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--month", required=True, type=month, help="YYYY-MM")
        parser.add_argument(
            "--area", default="", help="code of a county; without it the prefecture"
        )
        parser.add_argument(
            "--class-amounts", type=amounts, help="such as 85,58,46, class one first"
        )
        parser.add_argument("--income-line", type=Decimal, help="yuan per person and year")
        parser.add_argument("--draft", type=int, help="key of a draft rule set")
        parser.add_argument("--name", default="", help="what the trial is called on its page")
        parser.add_argument("--by", metavar="USERNAME", help="who answers for it")
        parser.add_argument("--format", dest="shape", choices=("text", "json"), default="text")

    def handle(
        self,
        *,
        month: BenefitMonth,
        area: str,
        class_amounts: tuple[Decimal, ...] | None,
        income_line: Decimal | None,
        draft: int | None,
        name: str,
        by: str | None,
        shape: str,
        **_options: object,
    ) -> None:
        place = operators.place_of(area)
        staff = operators.acting(place, Permission.WHAT_IF_RUN, by)
        try:
            with scope.of(staff, action="what_if"):
                base = RuleSet.objects.in_force(place, on=month.first_day).as_terms()
                what_if = what_ifs.ask(
                    name=name or f"what_if {month}",
                    area=place,
                    month=month,
                    terms=what_ifs.with_numbers(
                        base, class_amounts=class_amounts, income_line=income_line
                    ),
                    draft=RuleSet.objects.get(pk=draft) if draft else None,
                    by=staff,
                )
                what_if = what_ifs.run(what_if=what_if, by=staff)
                answer = as_answer(what_if)
        except Refused as refused:
            self.stderr.write(in_words(refused))
            sys.exit(1)
        self.stdout.write(
            f"{place}, {month}: {what_if.household_count} households, {what_if.before_total} -> "
            f"{what_if.after_total} yuan a month, {with_sign(what_if.difference)}; trial {what_if.pk}."
        )
        if shape == "json":
            self.stdout.write(in_json(answer))

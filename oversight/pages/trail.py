"""The trail as tables: who did what, and who looked at a family's file."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.db import models
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from applicants.models.person import Person
from dibao.display import NOTHING, with_label
from dibao.links import Link
from dibao.models.audit import AuditEvent, ReadLog
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from oversight import row_changes, trail
from oversight.pages.chains import in_groups
from oversight.sentences import Sentence, Units, sentences_of

# Checksums of files and lists (SHA-256), and keys of documents and people (UUID), among other words.
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_LONG = re.compile(rf"{_DIGEST.pattern}|\b[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}\b")


def trail_table(
    page: Page[AuditEvent], reader: Staff, *, about: models.Model | None = None
) -> Table:
    """A page of deeds, newest first; checksums and keys stand in full where the deeds are about one thing."""
    told = _told if about else _shortened
    return Table(
        caption=_("谁办了什么"),
        columns=[
            Column(_("谁办了什么")),
            Column(_("时间"), "date"),
            Column(_("对象")),
            Column(_("之前")),
            Column(_("之后")),
        ],
        rows=[
            Row.of(
                Cell(sentence.text, note=_reason(sentence)),
                sentence.at,
                replace(told(sentence.thing), url=_about(sentence)),
                told(sentence.before),
                told(sentence.after),
            )
            for sentence in sentences_of(page.rows, reader)
        ],
        empty=_("没有这样的记录。"),
        pager=page.pager,
    )


def _told(facts: str) -> Cell:
    """Words with checksums in groups, which are compared by eye and broken on a narrow screen."""
    return Cell(_DIGEST.sub(lambda found: in_groups(found[0]), facts))


def _shortened(facts: str) -> Cell:
    """Words with checksums and keys by their first letters: who compares one opens the thing, or points at it."""
    short = _LONG.sub(lambda found: f"{found[0][:8]}…", facts)
    return Cell(short, whole=facts if short != facts else "")


def _reason(sentence: Sentence) -> str:
    return with_label(_now("理由"), sentence.reason) if sentence.reason else ""


def _about(sentence: Sentence) -> str:
    """The trail of the thing that a sentence speaks of, where such a thing has one."""
    if not trail.is_named_in_addresses(sentence.kind):
        return ""
    return trail_url(f"{sentence.kind}:{sentence.key}")


def trail_url(name: str) -> str:
    return f"{reverse('oversight:trail')}?{urlencode({'of': name})}"


def people_links(row: models.Model | None, reader: Staff) -> list[Link]:
    """The trails of everybody who was a member of a family, on the family's own trail and on its cases' (one query)."""
    household = row.pk if isinstance(row, Household) else getattr(row, "household_id", None)
    if household is None:
        return []
    people = trail.within(Person.objects.all(), reader).filter(memberships__household=household)
    return [Link(str(one), trail_url(trail.name_of(one))) for one in people.distinct()]


def changes_url(row: models.Model) -> str:
    """Where the history of a row is told, where it keeps one."""
    if not row_changes.keeps_history(type(row)):
        return ""
    return reverse("oversight:changes", args=[row_changes.address_of(type(row)), row.pk])


def readers_table(found: Sequence[ReadLog], page: Page[ReadLog]) -> Table:
    """Who looked at a family's file, newest first."""
    units = Units.of(look.staff_key for look in found)
    return Table(
        caption=_("谁看过这家的档案"),
        columns=[
            Column(_("谁")),
            Column(_("时间"), "date"),
            Column(_("方式")),
            Column(_("看了什么")),
            Column(_("事由")),
        ],
        rows=[
            Row.of(
                units.with_unit(look.staff_name, look.staff_key, look.role, localdate(look.at)),
                look.at,
                look.get_kind_display(),
                look.subject,
                look.purpose,
            )
            for look in found
        ],
        empty=_("还没有人看过。"),
        pager=page.pager,
    )


def family_table(found: Sequence[ReadLog]) -> Table:
    """The same for the family: by unit and post, without the names of people who work there."""
    units = Units.of(look.staff_key for look in found)
    return Table(
        caption=_("谁看过您家的档案"),
        columns=[
            Column(_("单位和岗位")),
            Column(_("时间"), "date"),
            Column(_("方式")),
            Column(_("事由")),
        ],
        rows=[
            Row.of(
                units.post(look.staff_key, look.role, localdate(look.at)) or NOTHING,
                look.at,
                look.get_kind_display(),
                look.purpose,
            )
            for look in found
        ],
        empty=_("还没有人看过。"),
    )

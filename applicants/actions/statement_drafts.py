"""Keeping what a villager has answered so far, for whoever has the code."""

import base64
import json
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from applicants.models.statement_draft import StatementDraft
from dibao.models.area import Area
from dibao.sealing import blind_index
from dibao.values.text import clean_code

_PURPOSE = "statement_draft"
# Sixty bits, said as twelve letters: nobody guesses one before it is gone.
_LETTERS = 12
_CODE = re.compile(r"[A-Z2-7]{12}")
_VILLAGE = "village"


@dataclass(frozen=True)
class Draft:
    """An unfinished statement, open."""

    key: uuid.UUID
    code: str
    village: str
    answers: dict[str, str]
    is_sent: bool = False

    @property
    def spoken(self) -> str:
        """The code in groups, to be written down."""
        return "-".join((self.code[:4], self.code[4:8], self.code[8:]))


@transaction.atomic
def begin(*, village: Area, answers: Mapping[str, str]) -> Draft:
    """Keep the first answers under a new code; what others left unfinished for too long goes."""
    forget()
    code = base64.b32encode(secrets.token_bytes(8)).decode()[:_LETTERS]
    row = StatementDraft(code_index=blind_index(code, _PURPOSE))
    row.answers = _written(village.pk, answers)
    row.save(force_insert=True)
    return Draft(row.pk, code, village.pk, dict(answers))


def forget() -> int:
    """Delete what was left unfinished for too long; how many there were."""
    count, _by_kind = StatementDraft.objects.over(at=timezone.now()).delete()
    return count


def find(typed: str) -> Draft | None:
    """The draft of a code that has not run out; None for any other word."""
    code = clean_code(typed[:30]).upper().replace("-", "")
    if not _CODE.fullmatch(code):
        return None
    rows = StatementDraft.objects.lasting(at=timezone.now())
    row = rows.filter(code_index=blind_index(code, _PURPOSE)).first()
    if row is None:
        return None
    told = json.loads(row.answers.open())
    village = told.pop(_VILLAGE)
    return Draft(row.pk, code, village, told, row.is_sent)


@transaction.atomic
def keep(draft: Draft, answers: Mapping[str, str]) -> Draft:
    """The draft with these answers beside, or in place of, the earlier ones."""
    told = {**draft.answers, **answers}
    row = StatementDraft.objects.select_for_update().get(pk=draft.key)
    if not row.is_sent:
        row.answers = _written(draft.village, told)
        row.save(update_fields=["answers"])
    return Draft(draft.key, draft.code, draft.village, told, row.is_sent)


@transaction.atomic
def finish(draft: Draft) -> None:
    """Forget what was answered, once it was sent."""
    row = StatementDraft.objects.select_for_update().get(pk=draft.key)
    row.answers, row.is_sent = _written(draft.village, {}), True
    row.save(update_fields=["answers", "is_sent"])


def _written(village: str, answers: Mapping[str, str]) -> str:
    return json.dumps({**answers, _VILLAGE: village}, ensure_ascii=False)

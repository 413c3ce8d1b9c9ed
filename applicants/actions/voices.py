"""What somebody without an account says on the web: kept once, as what the notice makes of it, never looked up."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from applicants.actions.documents import Upload
from applicants.actions.objection_photos import MOST_PHOTOS, keep_picture, picture_of
from applicants.actions.objections import Speaker, limits_from, name_speaker
from applicants.asked_after import VoiceNumber
from applicants.models.objection import Objection
from applicants.models.objection_kinds import OF_HANDLING
from dibao import audit
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.sealing import blind_index

_SAMENESS = "objection_sameness"


@dataclass(frozen=True, kw_only=True)
class Said:
    """About whom (a line of a notice, or a name in a village), what, and by whom where they say so."""

    topic: str
    text: str
    token: str = ""
    position: int | None = None
    village: Area | None = None
    about: str = ""
    speaker: Speaker | None = None
    appeal_of: VoiceNumber | None = None

    def sameness(self, address: str) -> str:
        """Equal for the same words about the same family from the same address, by the same person or by nobody.

        Many telephones share an address: whoever gives a name is not taken for somebody who said the same without.
        """
        place = self.village.pk if self.village else ""
        first = self.appeal_of.text if self.appeal_of else ""
        whom = f"{self.token}:{self.position}:{place}:{self.about}:{first}"
        who = f"{self.speaker.name}:{self.speaker.phone.number}" if self.speaker else ""
        words = hashlib.sha256(self.text.encode()).hexdigest()
        return blind_index(f"{address}|{whom}|{who}|{self.topic}|{words}", _SAMENESS)


@transaction.atomic
def speak(
    *, said: Said, photos: Sequence[Upload], key: uuid.UUID, address: str, on: date
) -> uuid.UUID:
    """Keep what was said and give the key of its receipt; the same form, or the same words within a day, is the one
    that was kept. Call it in the public scope. Raises FileRefused for a photo that is not taken in, and Refused for an
    appeal against what is open or was appealed once.
    """
    taken = [picture_of(photo) for photo in photos[:MOST_PHOTOS]]
    limits = limits_from(on)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM receive_objection(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                key,
                said.sameness(address),
                said.token,
                said.position,
                said.village.pk if said.village else None,
                said.about,
                said.topic,
                said.text,
                said.topic in OF_HANDLING,
                said.speaker is not None,
                limits["accept_due"],
                limits["answer_due"],
                said.appeal_of.lowest if said.appeal_of else None,
                said.appeal_of.highest if said.appeal_of else None,
            ],
        )
        kept = cursor.fetchone()
    if kept is None:
        # What may not be appealed against gets no row.
        raise Refused(_("这个答复不能再提复查；可以申请行政复议或者向纪检监察机关反映。"))
    pk, kept_key, kind, area, is_new = kept
    if not is_new:
        return uuid.UUID(str(kept_key))
    objection = Objection(pk=pk, receipt_key=kept_key, area_id=area)
    name_speaker(objection, said.speaker)
    for picture in taken:
        keep_picture(objection, picture)
    audit.record("objection:received", of=objection, by=None, after={"kind": kind})
    return uuid.UUID(str(kept_key))

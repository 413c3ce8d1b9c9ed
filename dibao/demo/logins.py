"""Who can log in to the demonstration: one person of each post, with what awaits them."""

from collections.abc import Mapping

from django.conf import settings

from dibao.demo.staff import SHARED_WORDS, SHOWN_TOWNSHIP
from dibao.models.area import county_of
from dibao.models.staff import Posting
from dibao.roles import JOBS, Role

FILE = settings.LOCAL_DIR / "demo-logins.txt"


def write(where: Mapping[Role, str]) -> str:
    """Write one login of each post to FILE and return the text; `where` names the county whose desk has work for it."""
    postings = [_posting(role, where) for role in Role]
    text = "\n".join(
        [
            f"Password of everybody: {SHARED_WORDS}",
            "",
            *(_line(posting) for posting in postings if posting is not None),
            "",
        ]
    )
    FILE.parent.mkdir(mode=0o700, exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
    return text


def _posting(role: Role, where: Mapping[Role, str]) -> Posting | None:
    places = (SHOWN_TOWNSHIP, where.get(role, county_of(SHOWN_TOWNSHIP)))
    postings = Posting.objects.filter(role=role).select_related("staff", "area").order_by("pk")
    return postings.filter(area__in=places).first() or postings.first()


def _line(posting: Posting) -> str:
    job = JOBS[posting.role]
    return f"  {posting.staff.username:<22}{posting}：{job.purpose}"

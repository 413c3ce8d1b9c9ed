"""Files of a family: who may add one, what is refused and named in the log, and what never goes away."""

import time
import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from applicants import document_store
from applicants.actions import cases, documents
from applicants.actions.documents import Upload
from applicants.models import Case, Document, DocumentKind, Household, MaterialAnswerKind, RuleSet
from dibao import scope
from dibao.errors import Refused
from dibao.files import storage
from dibao.files.limits import LIMITS
from dibao.files.refusals import FileRefused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from tests.cast import ENTERED, Cast, register
from tests.dibao.files import samples
from tests.factories.files import upload_of


def add(
    case: Case, by: Staff, *, kind: str = "diagnosis", upload: Upload | None = None
) -> Document:
    return documents.add(
        household=case.household,
        case=case,
        kind=DocumentKind(kind),
        upload=upload or upload_of(samples.picture()),
        by=by,
        on=ENTERED,
    )


@pytest.fixture
def document(cast: Cast, draft_case: Case) -> Document:
    with scope.of(cast.caseworker):
        return add(draft_case, cast.caseworker)


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_a_file_is_kept_with_its_hash_and_opens_again(document: Document) -> None:
    content = storage.fetch(document.pk)

    assert (document.size, document.media_type) == (len(content), "image/jpeg")
    assert document.name == "照片.jpg"


def test_a_number_in_a_files_name_is_not_kept(cast: Cast, draft_case: Case) -> None:
    upload = upload_of(samples.picture(), "张三420802196001011234.jpg")

    with scope.of(cast.caseworker):
        assert add(draft_case, cast.caseworker, upload=upload).name == "张三…1234.jpg"


def test_the_same_file_again_is_the_one_that_is_there(
    cast: Cast, draft_case: Case, document: Document
) -> None:
    with scope.of(cast.caseworker):
        again = add(draft_case, cast.caseworker)

        assert again == document
        assert Document.objects.count() == 1


@pytest.mark.parametrize("who", ["approver", "finance", "inspector", "officer"])
def test_only_whoever_works_on_files_adds_one(cast: Cast, draft_case: Case, who: str) -> None:
    by = getattr(cast, who)

    with scope.of(by), pytest.raises(PermissionDenied):
        add(draft_case, by)


def test_bad_files_are_named_in_the_log_and_good_ones_kept(cast: Cast, draft_case: Case) -> None:
    poisoned = samples.pdf(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>")
    uploads = [
        upload_of(poisoned, "发票.pdf"),
        upload_of(samples.picture()),
        upload_of(b"MZ\x90", "照片.jpg"),
        Upload("大.jpg", LIMITS.size + 1, b"\xff\xd8\xff"),
    ]

    with scope.of(cast.caseworker):
        added = documents.add_all(
            household=draft_case.household,
            case=draft_case,
            kind=DocumentKind.HOSPITAL_BILL,
            uploads=uploads,
            by=cast.caseworker,
            on=ENTERED,
        )

    assert [one.name for one in added.kept] == ["照片.jpg"]
    named = AuditEvent.objects.filter(event="document:refused").order_by("pk")
    assert [(event.after["name"], event.after["size"]) for event in named] == [
        ("发票.pdf", len(poisoned)),
        ("照片.jpg", 3),
        ("大.jpg", LIMITS.size + 1),
    ]
    assert [
        "脚本" in named[0].reason,
        "只收" in named[1].reason,
        "最多10 MB" in named[2].reason,
    ] == [
        True,
        True,
        True,
    ]


def test_a_case_holds_only_so_much(
    cast: Cast, draft_case: Case, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_PER_CASE", document.size + 10)

    with scope.of(cast.caseworker), pytest.raises(Refused, match="合计最多"):
        add(draft_case, cast.caseworker, upload=upload_of(samples.picture(90, 90)))


def test_a_voided_file_stays_and_no_longer_counts(cast: Cast, document: Document) -> None:
    with scope.of(cast.caseworker):
        documents.void(document=document, reason="拍糊了", by=cast.caseworker, on=ENTERED)

        assert list(Document.objects.valid()) == []
        assert storage.fetch(document.pk)
        with pytest.raises(Refused, match="已经作废"):
            documents.void(document=document, reason="再", by=cast.caseworker, on=ENTERED)


def test_the_papers_of_a_closed_case_stay_as_they_are(
    cast: Cast, draft_case: Case, document: Document
) -> None:
    with scope.of(cast.caseworker):
        cases.withdraw(case=draft_case, reason="不申请了", by=cast.caseworker, on=ENTERED)
        document.refresh_from_db()

        with pytest.raises(Refused, match="已经办结"):
            documents.void(document=document, reason="拍糊了", by=cast.caseworker, on=ENTERED)
        with pytest.raises(Refused, match="已经办结"):
            documents.answer(
                case=Case.objects.get(),
                kind=DocumentKind.DIAGNOSIS,
                person=None,
                word=MaterialAnswerKind.WAIVED,
                note="没有",
                by=cast.caseworker,
                on=ENTERED,
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_document SET name = 'x'",
        "UPDATE applicants_document SET content_hash = repeat('0', 64)",
        "UPDATE applicants_document SET voided_on = now()",
        "UPDATE applicants_document SET voided_on = now(), voided_by_id = added_by_id",
        "DELETE FROM applicants_document",
        "DELETE FROM applicants_documentevent",
        "UPDATE applicants_materialanswer SET answer = 'waived'",
        "DELETE FROM applicants_materialanswer",
    ],
)
def test_a_file_is_not_changed_by_hand(cast: Cast, document: Document, statement: str) -> None:
    with pytest.raises(DatabaseError), scope.of(cast.caseworker):
        run(statement)


def test_a_voided_file_is_not_brought_back(cast: Cast, document: Document) -> None:
    with scope.of(cast.caseworker):
        documents.void(document=document, reason="拍糊了", by=cast.caseworker, on=ENTERED)

    with pytest.raises(DatabaseError, match="only_ever_voided"), scope.of(cast.caseworker):
        run(
            "UPDATE applicants_document SET voided_on = NULL, voided_by_id = NULL, void_reason = ''"
        )


def _copy(**changed: object) -> None:
    """One more row like the one that is there, with some columns of another's."""
    columns = (
        "area_code, household_id, case_id, person_id, kind, name, media_type, size, content_hash, page_count, "
        "added_by_id, added_at, added_on, void_reason"
    )
    values = ", ".join("%s" if name in changed else name for name in columns.split(", "))
    run(
        f"INSERT INTO applicants_document (id, {columns}) SELECT %s, {values} FROM applicants_document LIMIT 1",
        uuid.uuid4(),
        *(changed[name] for name in columns.split(", ") if name in changed),
    )


def test_a_file_belongs_to_the_family_of_its_case(cast: Cast, document: Document) -> None:
    with scope.of(cast.caseworker):
        other = register(document.area, cast.caseworker, name="李四", serial=31)

    with pytest.raises(DatabaseError, match="one_family"), scope.of(cast.caseworker):
        _copy(household_id=other.pk)
    with pytest.raises(DatabaseError, match="one_family"), scope.of(cast.caseworker):
        _copy(person_id=other.head_id)


@pytest.mark.parametrize(
    "changed",
    [{"kind": "novel"}, {"media_type": "text/html"}, {"size": 0}, {"page_count": 0}],
)
def test_a_file_is_of_a_known_sort(
    cast: Cast, document: Document, changed: dict[str, object]
) -> None:
    with (
        pytest.raises(DatabaseError, match=r"kind_is_known|media_type_is_known|is_not_empty"),
        scope.of(cast.caseworker),
    ):
        _copy(**changed)


def test_a_file_is_not_there_for_another_place(cast: Cast, document: Document) -> None:
    for stranger in (cast.neighbour, cast.foreign_reviewer, cast.administrator):
        with scope.of(stranger):
            assert run("SELECT count(*) FROM applicants_document") == [(0,)]


def test_a_file_is_not_hung_on_a_family_that_nobody_here_sees(
    cast: Cast, document: Document, rules_of_2026: RuleSet
) -> None:
    with scope.of(cast.foreign_caseworker):
        foreign = register(
            cast.foreign_caseworker.posting.area.children.first(),
            cast.foreign_caseworker,
            serial=71,
        )

    with pytest.raises(DatabaseError, match="one_family"), scope.of(cast.caseworker):
        _copy(household_id=foreign.pk, case_id=None)


def test_a_file_that_a_rolled_back_form_left_is_swept(
    cast: Cast, draft_case: Case, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope.of(cast.caseworker), transaction.atomic():
        left = add(draft_case, cast.caseworker, kind="other")
        transaction.set_rollback(True)
    assert storage.fetch(left.pk)
    monkeypatch.setattr(storage, "ORPHANED_AFTER_SECONDS", -1)

    document_store.sweep()

    with pytest.raises(storage.FileMissing):
        storage.fetch(left.pk)
    assert storage.fetch(document.pk)


def test_a_young_file_is_left_alone_by_the_operators_command(
    cast: Cast, document: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    key = uuid.uuid4()
    storage.keep(key, b"under way")

    call_command("sweep_files", "--format", "json")

    assert capsys.readouterr().out.strip() == '{"deleted": 0}'
    assert storage.fetch(key) == b"under way"


def test_taking_a_photo_in_is_quick(cast: Cast, draft_case: Case) -> None:
    photo = upload_of(samples.picture(4000, 3000))
    started = time.monotonic()

    with scope.of(cast.caseworker):
        add(draft_case, cast.caseworker, upload=photo)

    assert time.monotonic() - started < 10


def test_a_refused_file_leaves_nothing(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker):
        with pytest.raises(FileRefused):
            add(draft_case, cast.caseworker, upload=upload_of(b"MZ", "1.jpg"))

        assert not Document.objects.exists()


def test_files_have_the_day_of_the_desk(document: Document, household: Household) -> None:
    assert document.added_on == date(2026, 7, 6)

"""Files at rest: sealed, in nobody's name, and none without its row for long."""

import hashlib
import time
import uuid
from base64 import b64encode
from pathlib import Path

import pytest
from pytest_django import Settings

from dibao.files import storage
from dibao.files.storage import FileMissing
from dibao.sealing import SealBroken

DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def only_file(folder: Path) -> Path:
    (found,) = (path for path in folder.rglob("*") if path.is_file())
    return found


def test_what_is_kept_comes_back() -> None:
    key = uuid.uuid4()

    storage.keep(key, b"a scan")

    assert storage.fetch(key) == b"a scan"


def test_nothing_on_the_disk_can_be_read(folder: Path) -> None:
    storage.keep(uuid.uuid4(), b"a scan of an identity card")

    assert b"identity" not in only_file(folder).read_bytes()


def test_only_the_account_of_the_program_may_open_it(folder: Path) -> None:
    storage.keep(uuid.uuid4(), b"a scan")

    file = only_file(folder)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_changed_file_does_not_open(folder: Path) -> None:
    key = uuid.uuid4()
    storage.keep(key, b"a scan")
    file = only_file(folder)
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    with pytest.raises(SealBroken):
        storage.fetch(key)


def test_a_file_in_anothers_place_does_not_open(folder: Path) -> None:
    mine, other = uuid.uuid4(), uuid.uuid4()
    storage.keep(mine, b"a scan")
    place = folder / str(other)[:2] / str(other)
    place.parent.mkdir(parents=True, exist_ok=True)
    only_file(folder).rename(place)

    with pytest.raises(SealBroken):
        storage.fetch(other)


def test_a_file_that_is_gone_is_missed() -> None:
    with pytest.raises(FileMissing):
        storage.fetch(uuid.uuid4())


def test_the_sweep_takes_only_what_is_old_and_nobodys() -> None:
    kept, orphan, fresh = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    storage.keep(kept, b"1")
    storage.keep(orphan, b"2")

    gone = storage.sweep(lambda key: key == kept, now=time.time() + DAY + 60)

    assert gone == 1
    assert storage.fetch(kept) == b"1"
    storage.keep(fresh, b"3")
    assert storage.sweep(lambda key: False, now=time.time() + 60) == 0


def test_the_sweep_takes_what_was_never_written_to_its_end(folder: Path) -> None:
    draft = folder / "ab" / f"{uuid.uuid4()}.new"
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"half")

    assert storage.sweep(lambda key: True, now=time.time() + DAY + 60) == 1
    assert not draft.exists()


def test_what_is_kept_piece_by_piece_comes_back_with_its_digest() -> None:
    key = uuid.uuid4()

    with storage.keeping(key) as file:
        for piece in (b"one", b"", b"two" * 9000):
            file.write(piece)

    assert storage.fetch(key) == b"one" + b"two" * 9000
    assert file.sha256 == hashlib.sha256(storage.fetch(key)).hexdigest()


def test_pieces_are_sealed_before_they_reach_the_disk(folder: Path) -> None:
    with storage.keeping(uuid.uuid4()) as file:
        file.write(b"identity" * 100_000)

        drafts = [path.read_bytes() for path in folder.rglob("*.new")]

    assert len(drafts[0]) > 100_000
    assert b"identity" not in drafts[0]


def test_pieces_that_end_in_a_fault_leave_nothing(folder: Path) -> None:
    key = uuid.uuid4()

    with pytest.raises(ZeroDivisionError), storage.keeping(key) as file:
        file.write(bytes(1 // 0))

    assert not [path for path in folder.rglob("*") if path.is_file()]
    with pytest.raises(FileMissing):
        storage.fetch(key)


def test_pieces_are_sealed_by_the_national_cipher_too(settings: Settings) -> None:
    settings.FIELD_KEYS = {"sm4-1": b64encode(bytes(range(16))).decode()}
    key = uuid.uuid4()

    with storage.keeping(key) as file:
        file.write(b"a scan")

    assert storage.fetch(key) == b"a scan"

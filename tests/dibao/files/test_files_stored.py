"""Files at rest: sealed, in nobody's name, and none without its row for long."""

import time
import uuid
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

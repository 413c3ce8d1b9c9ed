"""The page of the chains, the night's work on them, and the head on the payment roster."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from dibao import audit, chains, jobs, scope
from dibao.models.audit_chain import AuditBlock, ChainCheck
from dibao.models.staff import Staff
from dibao.roles import Role
from oversight.pages.chains import in_groups
from tests.cast import Cast, hire
from tests.dibao.owners_damage import free_hand
from tests.factories.places import Places
from tests.payments.conftest import Round

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/chains/"


@pytest.fixture(autouse=True)
def heads_of_their_own(settings: object, tmp_path: Path) -> Path:
    settings.AUDIT_HEADS_DIR = str(tmp_path)
    return tmp_path


def deed(staff: Staff) -> None:
    with scope.of(staff):
        audit.record("staff:changed", of=staff, by=staff)


@pytest.fixture
def night(cast: Cast) -> None:
    """Two rounds of sealing and a verification."""
    for _round in range(2):
        deed(cast.clerk)
        deed(cast.foreign_clerk)
        jobs.seal_audit(0)
    jobs.verify_audit(0)


def page_of(staff: Staff) -> str:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(PAGE).content.decode()


def test_the_page_shows_each_chain_with_its_head(night: None, cast: Cast, places: Places) -> None:
    page = page_of(cast.inspector)

    head = chains.head_of(places.county)
    assert head is not None
    assert in_groups(head.hash) in page
    assert "完好" in page
    assert "不分地区" in page
    assert "notice-warn" not in page


def test_a_county_sees_its_own_chain_alone(night: None, cast: Cast, places: Places) -> None:
    inspector = hire("county.inspector", "县检查", Role.INSPECTOR, places.county)

    page = page_of(inspector)

    assert "安丰县" in page
    assert "沙塘县" not in page
    assert "不分地区" not in page


def test_what_the_night_found_stands_on_the_page_and_on_the_work_list(
    night: None, cast: Cast, as_owner: psycopg.Connection
) -> None:
    with free_hand(as_owner):
        as_owner.execute(
            "DELETE FROM dibao_auditevent WHERE id ="
            " (SELECT max(id) FROM dibao_auditevent WHERE area_code LIKE '990121%')"
        )
        jobs.verify_audit(0)

    page = page_of(cast.inspector)

    assert "安丰县的留痕链在第2块断开" in page
    assert "封存时1条，现在0条" in page
    assert "第1至第1块仍然完好" in page
    client = Client()
    client.force_login(cast.inspector, backend="django.contrib.auth.backends.ModelBackend")
    assert "安丰县" in client.get("/").content.decode()


def test_heads_that_lie_here_are_compared_every_night(
    night: None, cast: Cast, as_owner: psycopg.Connection
) -> None:
    with free_hand(as_owner):
        as_owner.execute("UPDATE dibao_auditevent SET reason = 'x'")
        as_owner.execute("DELETE FROM dibao_auditblock")
        chains.seal()
        jobs.verify_audit(0)

    assert {fault["fault"] for fault in ChainCheck.objects.latest("pk").faults} <= {"head", "cut"}
    assert ChainCheck.objects.latest("pk").faults


def test_a_night_without_work_shows(
    night: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed(cast.clerk)
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr("oversight.views.chains.timezone.now", lambda: later)

    page = page_of(cast.inspector)

    assert "还没有封存" in page
    assert "每夜核验没有运行" in page


def test_the_chains_are_for_those_who_audit(night: None, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.reviewer, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(PAGE).status_code == 403


def test_sealing_twice_a_day_writes_one_head_for_each_chain(night: None) -> None:
    heads = chains.heads_here()

    assert (
        len(heads)
        == len({head.chain for head in heads})
        == AuditBlock.objects.filter(number=1).count()
    )


def test_the_roster_has_the_countys_head_at_its_foot(round_of_july: Round, places: Places) -> None:
    client = Client()
    client.force_login(round_of_july.approver, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/batches/{round_of_july.batch.pk}/roster/"
    before = client.get(address).content.decode()

    chains.seal()

    head = chains.head_of(places.county)
    assert head is not None
    assert "留痕链" not in before
    assert f"留痕链 {head.chain} 第1块 {head.hash}" in client.get(address).content.decode()

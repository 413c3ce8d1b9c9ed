"""Terms of benefits: drafted in a form, checked, put in force by a second person of the prefecture, kept once used."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import QueryDict

from applicants.actions import aid_terms
from applicants.actions.policies import RulesRefused
from applicants.aid_candidates import in_force
from applicants.eligibility.aid import AidField, AidValueKind
from applicants.forms.aid_terms import AidTermsForm
from applicants.models.aid import AidItem, AidTerms
from dibao import scope
from dibao.errors import Refused
from dibao.models.agency import Agency
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.workflow import MoveRefused
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast, hire
from tests.factories.places import Places

LATER = date(2027, 1, 1)
AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def draft(cast: Cast, aid_items: dict[str, AidItem]) -> AidTerms:
    return drafted(aid_items["skills_training"], cast.administrator)


def drafted(item: AidItem, by: Staff, *, first_day: date = LATER) -> AidTerms:
    with scope.of(by):
        return aid_terms.draft(item=item, first_day=first_day, by=by)


def activated(terms: AidTerms, by: Staff) -> AidTerms:
    with scope.of(by):
        return aid_terms.activate(terms=terms, by=by, on=ENTERED)


def typed(terms: AidTerms, **more: object) -> dict[str, object]:
    """What the form would send as it is shown."""
    form = AidTermsForm(terms)
    shown = {name: form[name].value() for name in form.fields}
    texts = {
        name: field.prepare_value(shown[name])
        for name, field in form.fields.items()
        if shown[name] not in (None, "", [], False)
    }
    return {**texts, **more}


def test_a_draft_begins_as_a_copy(draft: AidTerms, aid_items: dict[str, AidItem]) -> None:
    newest = aid_items["skills_training"].versions.filter(status="active").last()

    assert newest is not None
    assert (draft.terms, draft.status) == (newest.terms, "draft")


def test_a_form_sent_as_it_was_shown_changes_nothing(aid_items: dict[str, AidItem]) -> None:
    for terms in AidTerms.objects.select_related("item__agency"):
        data = QueryDict(mutable=True)
        for name, value in typed(terms).items():
            data.setlist(name, value if isinstance(value, list) else [value])
        form = AidTermsForm(terms, data)

        assert form.is_valid(), form.errors
        assert form.as_rule() == terms.as_rule()


def test_what_is_typed_becomes_the_terms(at_desk: AtDesk, cast: Cast, draft: AidTerms) -> None:
    said = {"cap": "900元", "age_to": "55", "is_student": "", "value_kind": "asked"}

    at_desk(cast.administrator).sends("applicants:aid_terms_edit", draft.pk, **typed(draft, **said))

    draft.refresh_from_db()
    rule = draft.as_rule()
    assert (rule.cap, rule.member.age_to, rule.member.is_student) == (Decimal(900), 55, None)
    assert rule.value_kind is AidValueKind.ASKED
    assert AidField.LABOUR_CAPACITY in rule.fields


def test_the_page_says_what_is_changed_and_what_is_wrong(
    at_desk: AtDesk, cast: Cast, draft: AidTerms
) -> None:
    at_desk(cast.administrator).sends(
        "applicants:aid_terms_edit", draft.pk, **typed(draft, cap="", age_from="60", age_to="50")
    )

    page = at_desk(cast.officer).opens("applicants:aid_terms_one", draft.pk).text
    assert "年龄：16至59岁" in page
    assert "涉及金额的填每次上限" in page
    assert "年龄上限低于下限" in page


def test_what_was_changed_meanwhile_is_not_overwritten(cast: Cast, draft: AidTerms) -> None:
    with scope.of(cast.administrator), pytest.raises(MoveRefused, match="刚被别人改过"):
        aid_terms.revise(
            terms=draft,
            rule=draft.as_rule(),
            legal_basis="依据",
            first_day=LATER,
            seen="another",
            by=cast.administrator,
        )


def test_a_second_person_puts_it_in_force(cast: Cast, draft: AidTerms) -> None:
    before = AidTerms.objects.get(item=draft.item, status="active", last_day=None)

    activated(draft, cast.officer)

    before.refresh_from_db()
    draft.refresh_from_db()
    assert before.last_day == date(2026, 12, 31)
    assert (draft.status, draft.activated_by) == ("active", cast.officer)
    assert draft in in_force(on=LATER)


def test_nobody_activates_their_own(cast: Cast, places: Places, draft: AidTerms) -> None:
    with scope.of(cast.officer):
        AidTerms.objects.filter(pk=draft.pk).update(drafted_by=cast.officer)

    with pytest.raises(Refused, match="起草人不能自己启用"):
        activated(draft, cast.officer)


@pytest.mark.parametrize("first_day", [ENTERED, date(2026, 1, 1)])
def test_nothing_begins_in_the_past(
    cast: Cast, aid_items: dict[str, AidItem], first_day: date
) -> None:
    draft = drafted(aid_items["legal_aid"], cast.administrator, first_day=first_day)

    with pytest.raises(Refused, match="起始日期要在今天以后"):
        activated(draft, cast.officer)


def test_terms_that_cannot_be_used_are_not_put_in_force(cast: Cast, draft: AidTerms) -> None:
    with scope.of(cast.administrator):
        AidTerms.objects.filter(pk=draft.pk).update(terms={**draft.terms, "quantity": "0"})

    with pytest.raises(RulesRefused, match="大于 0"):
        activated(draft, cast.officer)


def test_two_versions_do_not_begin_on_one_day(cast: Cast, draft: AidTerms) -> None:
    activated(draft, cast.officer)

    with pytest.raises(Refused, match="同一天起生效"):
        activated(drafted(draft.item, cast.administrator), cast.officer)


def test_what_is_in_force_is_not_written_anew(at_desk: AtDesk, cast: Cast, draft: AidTerms) -> None:
    activated(draft, cast.officer)

    answer = at_desk(cast.administrator).opens("applicants:aid_terms_edit", draft.pk)

    assert answer.status_code == 409
    assert "已经生效，不能再改" in answer.text


def test_a_counties_administrator_writes_no_terms_of_the_prefecture(
    cast: Cast, places: Places, aid_items: dict[str, AidItem]
) -> None:
    county = hire("county.admin", "县管理", Role.ADMINISTRATOR, places.county)

    with pytest.raises(Refused, match="由市级起草和启用"):
        drafted(aid_items["legal_aid"], county)


def test_a_county_approver_puts_none_in_force(cast: Cast, draft: AidTerms) -> None:
    with pytest.raises(Refused, match="由市级起草和启用"):
        activated(draft, cast.approver)


@pytest.mark.parametrize("who", ["caseworker", "reviewer", "inspector"])
def test_others_neither_read_nor_write_them(
    at_desk: AtDesk, cast: Cast, draft: AidTerms, who: str
) -> None:
    staff = getattr(cast, who)

    assert at_desk(staff).opens("applicants:aid_terms_one", draft.pk).status_code == 403
    with pytest.raises(PermissionDenied):
        activated(draft, staff)


def test_the_same_press_twice_drafts_once(
    at_desk: AtDesk, cast: Cast, aid_items: dict[str, AidItem]
) -> None:
    said = {"item": aid_items["legal_aid"].pk, "first_day": "2027-01-01"}
    key = "7b0c2a52-8f2b-4d8c-9a9c-0d3a5f1f2e01"

    for _press in range(2):
        at_desk(cast.administrator).sends("applicants:aid_terms_new", key=key, **said)

    assert AidTerms.objects.filter(item__code="legal_aid", status="draft").count() == 1


@pytest.mark.parametrize("page", ["aid_terms", "aid_terms_new"])
def test_the_prefecture_reads_and_drafts_at_the_desk(
    at_desk: AtDesk, cast: Cast, draft: AidTerms, page: str
) -> None:
    assert "免费技能培训" in at_desk(cast.administrator).opens(f"applicants:{page}").text


def test_the_second_person_confirms_on_a_page_of_its_own(
    at_desk: AtDesk, cast: Cast, draft: AidTerms
) -> None:
    desk = at_desk(cast.officer)
    assert "没有变化" in desk.opens("applicants:aid_terms_activate", draft.pk).text

    desk.sends("applicants:aid_terms_activate", draft.pk)

    draft.refresh_from_db()
    assert draft.activated_by == cast.officer


def test_a_new_benefits_first_draft_is_blank(cast: Cast, aid_items: dict[str, AidItem]) -> None:
    item = AidItem.objects.create(
        agency=aid_items["legal_aid"].agency,
        code="notary",
        name="公证减免",
        name_en="Notary fees reduced",
        unit="件",
        unit_en="case",
        is_per_member=False,
        frequency="as_needed",
        position=2,
    )

    rule = drafted(item, cast.administrator).as_rule()

    assert (rule.quantity, rule.value_kind) == (Decimal(1), AidValueKind.NONE)
    assert rule.fields[0] is AidField.HEAD


def test_sql_alone_changes_no_terms_in_force(cast: Cast, aid_items: dict[str, AidItem]) -> None:
    with (
        pytest.raises(DatabaseError, match="active_aid_terms_only_ever_end"),
        scope.of(cast.administrator),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE applicants_aidterms SET terms = '{}' WHERE last_day IS NULL")


# The back room.


def test_the_prefecture_renames_an_agency_in_the_back_room(
    at_desk: AtDesk, cast: Cast, aid_items: dict[str, AidItem]
) -> None:
    agency = aid_items["legal_aid"].agency
    said = {"name": "市司法局", "name_en": "Justice", "position": 10, "is_active": "on"}

    at_desk(cast.administrator).sends("admin:dibao_agency_change", agency.pk, **said)

    assert Agency.objects.get(pk=agency.pk).name == "市司法局"


def test_the_prefecture_renames_a_benefit_in_the_back_room(
    at_desk: AtDesk, cast: Cast, aid_items: dict[str, AidItem]
) -> None:
    item = aid_items["legal_aid"]
    said = {"name": "免费法律援助", "name_en": "Free legal aid", "unit_en": "case", "position": 1}

    at_desk(cast.administrator).sends("admin:applicants_aiditem_change", item.pk, **said)

    item.refresh_from_db()
    assert (item.name, item.unit) == ("免费法律援助", "件")


def test_the_prefecture_adds_a_benefit_in_the_back_room(
    at_desk: AtDesk, cast: Cast, aid_items: dict[str, AidItem]
) -> None:
    said = {
        "agency": aid_items["legal_aid"].agency_id,
        "code": "notary",
        "name": "公证减免",
        "name_en": "Notary fees reduced",
        "unit": "件",
        "unit_en": "case",
        "frequency": "as_needed",
        "position": 2,
    }

    at_desk(cast.administrator).sends("admin:applicants_aiditem_add", **said)

    assert AidItem.objects.get(code="notary").agency_id == said["agency"]


def test_a_county_keeps_no_agencies(
    at_desk: AtDesk, cast: Cast, places: Places, aid_items: dict[str, AidItem]
) -> None:
    county = hire("county.admin", "县管理", Role.ADMINISTRATOR, places.county)
    agency = aid_items["legal_aid"].agency

    answer = at_desk(county).sends("admin:dibao_agency_change", agency.pk, name="县司法局")

    assert answer.status_code == 403
    assert Agency.objects.get(pk=agency.pk).name == "司法局"


def test_terms_are_only_read_in_the_back_room(at_desk: AtDesk, cast: Cast, draft: AidTerms) -> None:
    desk = at_desk(cast.administrator)

    assert desk.opens("admin:applicants_aidterms_change", draft.pk).status_code == 200
    assert desk.opens("admin:applicants_aidterms_add").status_code == 403

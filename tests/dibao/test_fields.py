"""Sealed values open in their own row only; months and money keep their shape in the database."""

import copy
import pickle
import uuid
from datetime import date
from decimal import Decimal
from functools import cache
from time import perf_counter

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from dibao import sealing
from dibao.fields import MoneyField, MonthField, MonthFormField, Sealed, SealedField
from dibao.sealing import SealBroken, blind_index, open_sealed, seal
from dibao.values.months import BenefitMonth

ID = "11010519491231002X"
TABLE, COLUMN = "test_person", "id_number"

with isolate_apps("dibao"):

    class Person(models.Model):
        """A row with one column of each kind; its table lives and dies with a test's transaction."""

        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        id_number = SealedField(blank=True)
        diagnosis = SealedField(null=True)
        first_month = MonthField()
        amount = MoneyField()

        class Meta:
            app_label = "dibao"
            db_table = TABLE

        def __str__(self) -> str:
            return str(self.pk)


@pytest.fixture
def table(db: None) -> None:
    columns = []
    for field in Person._meta.fields:
        checked = field.db_check(connection)
        columns.append(
            f'"{field.column}" {field.db_type(connection)}'
            + (f" CHECK ({checked})" if checked else "")
        )
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE "{TABLE}" ({", ".join(columns)}) ON COMMIT DROP')


def _person(**values: object) -> Person:
    return Person(**{"id_number": ID, "first_month": BenefitMonth(2008, 7)} | values)


def _stored(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id_number FROM {TABLE} WHERE id = %s", [person.pk])
        return cursor.fetchone()[0]


@pytest.fixture
def keys(settings):
    settings.FIELD_KEYS = {
        "new": sealing.b64encode(b"n" * 32).decode(),
        "old": sealing.b64encode(b"o" * 32).decode(),
    }
    return settings


# Sealing


@given(st.text(max_size=200), st.uuids())
def test_what_is_sealed_for_a_row_opens_in_that_row(text, pk):
    assert open_sealed(TABLE, COLUMN, pk, seal(TABLE, COLUMN, pk, text)) == text


@pytest.mark.parametrize(
    ("table", "column", "pk"), [("other", COLUMN, 1), (TABLE, "other", 1), (TABLE, COLUMN, 2)]
)
def test_a_sealed_value_opens_nowhere_else(table, column, pk):
    stored = seal(TABLE, COLUMN, 1, ID)

    with pytest.raises(SealBroken):
        open_sealed(table, column, pk, stored)


@cache
def _sealed_once() -> str:
    """The same nonce for every example, so that an example that fails can be tried again."""
    return seal(TABLE, COLUMN, 1, ID)


@given(st.data())
def test_a_changed_value_does_not_open(data):
    stored = _sealed_once()
    # The last digit before the padding of base64 has bits that mean nothing.
    place = data.draw(st.integers(0, len(stored) - 4))
    letter = data.draw(st.sampled_from("ABab01|=+").filter(lambda one: one != stored[place]))

    with pytest.raises(SealBroken):
        open_sealed(TABLE, COLUMN, 1, stored[:place] + letter + stored[place + 1 :])


@pytest.mark.parametrize(
    "stored",
    ["plain text", "v1|", "v1|a|b|c|d", "v2|new|AAAA|AAAA", "v1|gone|AAAA|AAAA", "v1|new|A|A"],
)
def test_what_is_no_sealed_value_is_refused(keys, stored):
    with pytest.raises(SealBroken):
        open_sealed(TABLE, COLUMN, 1, stored)


def test_equal_values_do_not_look_equal():
    assert seal(TABLE, COLUMN, 1, ID) != seal(TABLE, COLUMN, 1, ID)


def test_nothing_known_stays_nothing():
    assert seal(TABLE, COLUMN, 1, "") == ""
    assert open_sealed(TABLE, COLUMN, 1, "") == ""


def test_a_row_without_a_key_cannot_be_sealed_for():
    with pytest.raises(ValueError, match="no key yet"):
        seal(TABLE, COLUMN, None, ID)


def test_the_first_key_seals_and_every_key_opens(keys):
    keys.FIELD_KEYS = {"old": keys.FIELD_KEYS["old"]}
    stored = seal(TABLE, COLUMN, 1, ID)
    keys.FIELD_KEYS = {"new": sealing.b64encode(b"n" * 32).decode(), **keys.FIELD_KEYS}

    assert open_sealed(TABLE, COLUMN, 1, stored) == ID
    assert stored.split("|")[1] == "old"
    assert seal(TABLE, COLUMN, 1, ID).split("|")[1] == "new"


def test_a_national_cipher_is_chosen_by_the_name_of_its_key(keys):
    keys.FIELD_KEYS = {"sm4-2026": sealing.b64encode(b"s" * 16).decode(), **keys.FIELD_KEYS}
    stored = seal(TABLE, COLUMN, 1, ID)

    assert stored.startswith("v1|sm4-2026|")
    assert open_sealed(TABLE, COLUMN, 1, stored) == ID
    with pytest.raises(SealBroken):
        open_sealed(TABLE, COLUMN, 2, stored)
    with pytest.raises(SealBroken):
        open_sealed(TABLE, COLUMN, 1, stored[: stored.rindex("|") + 9])


def test_a_short_key_is_a_mistake_of_configuration(settings):
    settings.FIELD_KEYS = {"short": sealing.b64encode(b"n" * 16).decode()}

    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        seal(TABLE, COLUMN, 1, ID)


@pytest.mark.parametrize(
    "text",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231\u200b002X "],
)
def test_the_blind_index_finds_every_spelling(text):
    assert blind_index(text, "id_number") == blind_index(ID, "id_number")


def test_a_blind_index_says_nothing_without_its_key_and_purpose(settings):
    index = blind_index(ID, "id_number")

    assert len(index) == 32
    assert set(index) <= set("0123456789abcdef")
    assert index != blind_index(ID, "id_last4")
    assert blind_index("", "id_number") == ""
    settings.BLIND_INDEX_KEY = sealing.b64encode(b"x" * 32).decode()
    assert blind_index(ID, "id_number") != index


def test_sixty_thousand_values_are_sealed_in_a_moment():
    started = perf_counter()
    for number in range(60_000):
        seal(TABLE, COLUMN, number, ID)

    # A quarter of a second on two small cores; the bound is for a busy machine.
    assert perf_counter() - started < 3


# The column


def test_a_saved_value_is_sealed_in_the_database_and_opens_in_python(table):
    person = _person(diagnosis="白血病")
    person.save()

    read = Person.objects.get(pk=person.pk)

    assert _stored(person).startswith("v1|")
    assert ID not in _stored(person)
    assert read.id_number.open() == ID
    assert read.diagnosis.open() == "白血病"


def test_printing_shows_nothing_of_the_value():
    person = _person()

    for shown in (
        str(person.id_number),
        repr(person.id_number),
        f"{person.id_number}",
        str(vars(person)),
    ):
        assert ID not in shown
        assert "002X" not in shown


def test_a_pickle_holds_the_sealed_form_only():
    person = _person()

    assert ID.encode() not in pickle.dumps(person.id_number)
    assert copy.deepcopy(person.id_number).open() == ID


def test_blank_and_unknown_are_kept_apart(table):
    person = _person(id_number="", diagnosis=None)
    person.save()

    read = Person.objects.get(pk=person.pk)

    assert not read.id_number
    assert read.id_number.open() == ""
    assert read.diagnosis is None
    assert Person.objects.filter(id_number="", diagnosis__isnull=True).count() == 1


def test_bulk_writes_seal_too(table):
    people = Person.objects.bulk_create([_person(), _person()])
    for person in people:
        person.id_number = "990121197309052326"
    Person.objects.bulk_update(people, ["id_number"])

    assert {person.id_number.open() for person in Person.objects.all()} == {"990121197309052326"}
    assert len({_stored(person) for person in people}) == 2


def test_a_value_moved_to_another_row_by_sql_does_not_open(table):
    mine, yours = Person.objects.bulk_create([_person(), _person()])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET id_number = %s WHERE id = %s", [_stored(yours), mine.pk]
        )

    with pytest.raises(SealBroken):
        Person.objects.get(pk=mine.pk).id_number.open()


def test_a_value_handed_from_row_to_row_in_python_is_sealed_anew(table):
    one = _person()
    one.save()
    other = _person(id_number=one.id_number)
    other.save()
    copied = Person.objects.get(pk=one.pk)
    copied.pk = uuid.uuid4()
    copied.save(force_insert=True)

    assert [Person.objects.get(pk=pk).id_number.open() for pk in (one.pk, other.pk, copied.pk)] == [
        ID,
        ID,
        ID,
    ]


def test_values_without_a_row_open_once_they_are_bound(table):
    person = _person()
    person.save()

    sealed = Person.objects.values_list("id_number", flat=True).get()

    assert isinstance(sealed, Sealed)
    with pytest.raises(SealBroken):
        sealed.open()
    assert sealed.bound_to(person.pk).open() == ID


def test_a_deferred_value_is_fetched_and_opens(table):
    _person().save()

    assert Person.objects.defer("id_number").get().id_number.open() == ID


def test_copied_rows_carry_ready_sealed_text(table):
    pk = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (id, id_number, first_month, amount) VALUES (%s, %s, '2008-07-01', 77)",
            [pk, seal(TABLE, COLUMN, pk, ID)],
        )

    assert Person.objects.get(pk=pk).id_number.open() == ID


def test_plain_text_never_reaches_the_database_by_an_update(table):
    with pytest.raises(TypeError, match="sealing"):
        Person.objects.update(id_number=ID)
    with pytest.raises(TypeError, match="sealing"):
        Person.objects.filter(id_number=ID).exists()
    with pytest.raises(FieldError, match="blind index"):
        Person.objects.filter(id_number__contains="002X").exists()


def test_serialized_rows_hold_the_sealed_form_and_come_back(table):
    person = _person(diagnosis=None)

    written = serializers.serialize("json", [person])

    assert ID not in written
    data = Person._meta.get_field("id_number").to_python(
        Person._meta.get_field("id_number").value_to_string(person)
    )
    assert data.bound_to(person.pk).open() == ID


def test_a_sealed_column_wants_a_key_known_before_insert():
    with isolate_apps("dibao"):

        class Numbered(models.Model):
            secret = SealedField()

            class Meta:
                app_label = "dibao"

            def __str__(self) -> str:
                return str(self.pk)

    assert [error.id for error in Numbered._meta.get_field("secret").check()] == ["dibao.E001"]
    assert Person._meta.get_field("id_number").check() == []


def test_no_form_offers_a_sealed_column():
    assert Person._meta.get_field("id_number").editable is False


# Months and money


def test_a_month_is_stored_as_its_first_day_and_compared(table):
    Person.objects.bulk_create(
        [_person(first_month=BenefitMonth(2008, 7)), _person(first_month=BenefitMonth(2008, 9))]
    )

    assert Person.objects.filter(
        first_month__lte=BenefitMonth(2008, 8)
    ).get().first_month == BenefitMonth(2008, 7)
    assert Person.objects.filter(first_month__in=[BenefitMonth(2008, 9)]).count() == 1
    assert Person.objects.aggregate(last=models.Max("first_month")) == {
        "last": BenefitMonth(2008, 9)
    }
    assert (
        Person.objects.filter(
            first_month__range=(BenefitMonth(2008, 8), BenefitMonth(2008, 9))
        ).count()
        == 1
    )


def test_another_day_than_the_first_is_refused_by_python_and_by_the_database(table):
    with pytest.raises(ValidationError, match="当月1日"), transaction.atomic():
        _person(first_month=date(2008, 7, 2)).save()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (id, first_month) VALUES (%s, '2008-07-02')", [uuid.uuid4()]
        )


def test_a_first_day_and_a_written_month_are_taken():
    field = Person._meta.get_field("first_month")

    assert field.to_python(date(2008, 7, 1)) == BenefitMonth(2008, 7)
    assert field.to_python("2008-07-01") == BenefitMonth(2008, 7)
    assert field.to_python("2008年7月") == BenefitMonth(2008, 7)
    assert field.value_to_string(_person()) == "2008-07-01"
    with pytest.raises(ValidationError):
        field.to_python("2008-07-15")


def test_the_form_reads_months_as_people_write_them():
    field = MonthFormField(required=False)

    assert field.clean("２００８年７月") == BenefitMonth(2008, 7)
    assert field.clean("") is None
    assert not field.has_changed(BenefitMonth(2008, 7), "2008-07")
    with pytest.raises(ValidationError, match="月份写成 2008-07；现在是“夏天”"):
        field.clean("夏天")
    assert isinstance(Person._meta.get_field("first_month").formfield(), MonthFormField)


def test_money_starts_at_nothing_and_keeps_two_places(table):
    _person().save()

    assert Person.objects.get().amount == Decimal("0.00")
    assert MoneyField().db_type(connection) == "numeric(12, 2)"

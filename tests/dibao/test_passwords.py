"""Passwords that everybody in the office would try first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from dibao.models.area import Area, AreaLevel
from dibao.models.staff import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    return Area.objects.create(code="990121000000", name="安丰县", level=AreaLevel.COUNTY)


@pytest.mark.parametrize(
    "password",
    [
        "minzheng2008!!",
        "XiangZhen-DiBao-1",
        "我们的民政办公室密语一二三",
        "anfeng-rocket-lamp",
        "安丰的星星和月亮很亮呀",
    ],
)
def test_a_word_of_the_trade_or_the_place_is_refused_with_a_sentence(password):
    with pytest.raises(ValidationError, match="别人最先会试的词"):
        validate_password(password)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short-one", "密码太短，至少12位"),
        ("telechargement", "太常见"),
        ("739201846523", "全是数字"),
        ("clerk.anfen.g1", "密码和用户名太像"),
    ],
)
def test_a_weak_password_is_refused_in_our_words(password, sentence):
    with pytest.raises(ValidationError, match=sentence):
        validate_password(password, Staff(username="clerk.anfeng1", name="王编制"))


def test_unrelated_words_make_a_password():
    validate_password("lantern pepper violin tide")

"""What anybody may send is counted by address, and the address is not kept."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from dibao import rate_limit
from dibao.models import PublicSending

NOW = timezone.now()


def send(times: int, *, address: str = "203.0.113.9", later: timedelta = timedelta(0)) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    for _time in range(times):
        rate_limit.count(request, "statement", at=NOW + later)


@pytest.mark.django_db
def test_one_too_many_waits_for_the_hour_to_pass() -> None:
    send(rate_limit.MOST)

    with pytest.raises(rate_limit.TooOften, match="过30分钟再交"):
        send(1, later=timedelta(minutes=30))

    send(1, later=timedelta(minutes=61))


@pytest.mark.django_db
def test_each_address_has_its_own_count() -> None:
    send(rate_limit.MOST)

    send(1, address="203.0.113.10")


@pytest.mark.django_db
def test_the_address_is_kept_nowhere_and_the_count_for_an_hour() -> None:
    send(1)
    assert "203" not in str(PublicSending.objects.values_list("address_index", flat=True)[0])[:3]

    send(1, address="203.0.113.10", later=timedelta(hours=2))

    assert PublicSending.objects.count() == 1

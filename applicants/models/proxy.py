"""How to reach whoever applies for a family in its place (办法 Art 6)."""

import uuid

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao import history
from dibao.fields import SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.triggers import after
from dibao.values.identity import PhoneNumber


@history.kept()
class ProxyTelephone(PlacedModel):
    """The proxy's own telephone of one case, in the case's village; written anew while the township works on it.

    A table of its own, since a sealed value needs its row's key before the row is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="proxy_telephone"
    )
    phone = SealedField(verbose_name=_("代理人电话"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("代理人电话")
        verbose_name_plural = _("代理人电话")
        triggers = [
            after(
                "a_proxys_telephone_is_of_a_case_with_a_proxy",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_case c ON c.id = n.case_id
                WHERE c.id IS NULL OR c.area_code <> n.area_code OR c.channel <> 'proxy'
                   OR c.status NOT IN ('draft', 'accepted')
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def number(self) -> PhoneNumber:
        return PhoneNumber.parse(self.phone.open())

    @property
    def masked(self) -> str:
        """What pages show of it: its last four."""
        return self.number.masked

"""Traces and histories sealed in blocks, a chain of them for each county (decision 20).

A block covers everything that transactions of a closed range wrote into its chain. `seal_entries` writes it, a function
of the owner's; the application's role only asks for it.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao.triggers import append_only

NO_PLACE = "0" * 12
FIRST_HASH = "0" * 64


class AuditLayout(models.Model):
    """Which columns of which tables blocks are made over; a new one after each migration that changes them."""

    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    tables = models.JSONField(_("表和列"))
    # Transactions of another server count from the start again; what is added keeps them behind the old ones.
    transaction_offset = models.BigIntegerField(_("事务号起点"), default=0, db_default=0)
    server = models.CharField(_("服务器"), max_length=20)
    sha256 = models.CharField(_("指纹"), max_length=64)

    class Meta:
        verbose_name = _("封存的列")
        verbose_name_plural = _("封存的列")
        triggers = [append_only("audit_layout")]

    def __str__(self) -> str:
        return self.sha256[:16]


class AuditBlock(models.Model):
    """What the transactions from one number to before another wrote in one chain, with the hash of the block before."""

    chain = models.CharField(_("链"), max_length=12, db_collation="C")
    number = models.PositiveIntegerField(_("块号"))
    layout = models.ForeignKey(
        AuditLayout, verbose_name=_("封存的列"), on_delete=models.PROTECT, related_name="+"
    )
    from_transaction = models.BigIntegerField(_("事务号起"))
    to_transaction = models.BigIntegerField(_("事务号止"), db_index=True)
    entry_count = models.PositiveIntegerField(_("条数"))
    # {table: [count, digest]}: a digest for each table, so that a broken block says where it is broken.
    parts = models.JSONField(_("各表"))
    previous_hash = models.CharField(_("上一块指纹"), max_length=64)
    hash = models.CharField(_("指纹"), max_length=64)
    sealed_at = models.DateTimeField(_("封存时间"))

    class Meta:
        verbose_name = _("封存块")
        verbose_name_plural = _("封存块")
        constraints = [
            models.UniqueConstraint(
                fields=("chain", "number"), name="a_chain_has_one_block_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, entry_count__gte=1), name="no_block_is_empty"
            ),
            models.CheckConstraint(
                condition=Q(from_transaction__lt=F("to_transaction")), name="a_block_covers_a_range"
            ),
        ]
        triggers = [append_only("audit_block")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number} {self.hash}"


class ChainCheck(models.Model):
    """One verification of the chains: how much was looked at and what did not hold."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    # Empty where everything was looked at.
    since = models.DateTimeField(_("起点"), null=True)
    block_count = models.PositiveIntegerField(_("块数"))
    entry_count = models.PositiveBigIntegerField(_("条数"))
    faults = models.JSONField(_("问题"), default=list)

    class Meta:
        verbose_name = _("留痕核验")
        verbose_name_plural = _("留痕核验")
        triggers = [append_only("chain_check")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.block_count}"

    @property
    def is_whole(self) -> bool:
        return not self.faults

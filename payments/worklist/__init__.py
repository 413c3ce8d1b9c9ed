"""The money's part of the first page."""

from payments.worklist import accounts, batches, households

__all__ = ["accounts", "batches", "households"]

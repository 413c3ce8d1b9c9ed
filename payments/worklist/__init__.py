"""The money's part of the first page."""

from payments.worklist import batches, households

__all__ = ["batches", "households"]

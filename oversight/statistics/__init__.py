"""Counts and sums of a month, as plain values."""

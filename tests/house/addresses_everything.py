"""Addresses of what a household was helped with: their names beneath payments, and the trace that a look leaves."""

EVERYTHING = (("household_everything", "view"), ("household_everything_paper", "print"))

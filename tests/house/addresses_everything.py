"""Addresses of help in figures: what a household was helped with, and the reports of what agencies did."""

# Names beneath payments, and the trace that a look leaves.
EVERYTHING = (("household_everything", "view"), ("household_everything_paper", "print"))
# Reports of help by their keys.
HELP_REPORTS = ("aid-given", "aid-take-up", "aid-answers")

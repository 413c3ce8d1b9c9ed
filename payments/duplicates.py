"""What money adds to the search for duplicates: one account that is paid for two families."""

from applicants import duplicates

SAME_ACCOUNT = "suspect_same_account"

duplicates.add(SAME_ACCOUNT)

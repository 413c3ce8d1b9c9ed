"""Pages of the ground floor: who one is, under which posting one acts, and what the jobs are doing."""

"""Pages of the ground floor: under which posting one acts, and what the jobs are doing."""

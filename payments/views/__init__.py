"""Pages of the monthly round: fetch by `visible_to`, ask the guard, call an action or ask for a job, redirect."""

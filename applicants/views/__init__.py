"""Pages of the desk: fetch by `visible_to`, ask the guard, call an action, redirect."""

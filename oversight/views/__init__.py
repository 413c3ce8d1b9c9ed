"""Pages of the top floor: villagers read them without logging in, officials see their own area."""

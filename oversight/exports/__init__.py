"""Lists of what was inspected."""

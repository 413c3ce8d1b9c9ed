"""Forms of this floor: they clean shapes, the actions know the rules."""

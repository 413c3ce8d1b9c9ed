"""Forms of this floor: they clean shapes."""

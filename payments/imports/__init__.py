"""Lists whose rows have to do with money."""

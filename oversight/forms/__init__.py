"""Forms of the top floor."""

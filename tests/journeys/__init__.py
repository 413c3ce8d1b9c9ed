"""Stories that cross the whole house, told in a real browser against a served page and a real database."""

"""Forms of the desk: they clean shapes and say in plain words what to mend; the law is in the actions."""

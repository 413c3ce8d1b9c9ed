"""What the desk's pages show, as plain data for the components: read from rows here, laid out in templates."""

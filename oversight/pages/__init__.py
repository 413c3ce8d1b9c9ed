"""Tables and charts of the top floor's pages."""

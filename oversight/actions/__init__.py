"""What the top floor does: it publishes."""

"""What pages of this floor show, as plain tables and facts."""

"""What the pages of this floor show, made ready for their templates."""

"""What an interface for other systems stands on: tokens, exact shapes, problems in words, the document that says it."""

"""Lists with money and accounts that go out."""

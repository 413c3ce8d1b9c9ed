"""Lists that come in: what shapes there are, how a file's shape is seen, what a list comes to in a county."""

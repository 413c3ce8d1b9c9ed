"""The demonstration prefecture's households: made deterministically from a seed, judged by the real rules."""

"""Bringing a local stack up: the whole way, and the look that finds nothing to do."""

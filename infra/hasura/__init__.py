"""Hasura's authentication rules as pure code: what starts, what is refused, and why."""

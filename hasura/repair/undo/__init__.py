"""Undoing what happened to a text, a key or a field: each function gives None where nothing happened."""

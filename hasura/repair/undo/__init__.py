"""Undoing what happened to the fields of a JWT secret: each function gives None where nothing happened."""

"""Answers and start-up errors in a person's words: what happened, why, and what fixes it."""

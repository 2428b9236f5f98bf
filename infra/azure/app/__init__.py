"""The app itself, and its slot: what it runs on, what it is configured with, and who may call it."""

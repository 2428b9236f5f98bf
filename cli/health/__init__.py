"""Whether an API is well, here or deployed, and whether it is the one that was deployed."""

"""From docker compose into a stack, and from a stack to docker compose: settings, secrets, data."""

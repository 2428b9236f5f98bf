"""PostgreSQL flexible servers, with their databases, parameters, limits and restores."""

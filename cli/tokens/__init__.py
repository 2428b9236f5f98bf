"""A JWT secret or a token at hand: read, fetched, made, shown."""

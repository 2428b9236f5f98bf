"""The metadata API: Hasura's commands, kept in Hasura's own catalog, checked against the database."""

"""What herm does in a deployed stack's database, by Hasura's own way into it."""

"""Words for refusals of a good token's content: Hasura's claims, the roles, the session variables."""

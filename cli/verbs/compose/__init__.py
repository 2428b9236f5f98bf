"""The verbs that move Hasura between docker compose and a stack."""

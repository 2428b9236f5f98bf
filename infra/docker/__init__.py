"""Hasura on this machine's Docker: the components of the local stack."""

"""Hasura's own command line on a stack: what it is told, where it is found, how it is run."""

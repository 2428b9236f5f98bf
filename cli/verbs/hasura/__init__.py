"""The verbs with which Hasura's own command line and console work on a stack."""

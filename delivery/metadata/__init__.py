"""Metadata as Hasura has it: its objects by name, what differs between two, what it refers to outside."""

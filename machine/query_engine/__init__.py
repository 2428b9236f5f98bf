"""The engine that answers the stand-in's queries: built once per user, where Hasura's image cannot be had."""

from machine.query_engine.provision import ensure, find, hindrance, part

__all__ = ["ensure", "find", "hindrance", "part"]

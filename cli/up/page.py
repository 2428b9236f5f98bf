"""The page that ends `./herm up`: where the API is and what to do next."""

from __future__ import annotations

from rich.text import Text

from cli.paths import DEV

OFFLINE = "docs/offline.md, Changing to Hasura"
"""Where the commands are that put Hasura in the stand-in's place."""


def stand_in_answers() -> str:
    """What the stand-in does on this machine, in a few words."""
    from machine import query_engine  # noqa: PLC0415 - nobody with Hasura itself needs it

    if reason := query_engine.hindrance():
        return f"it answers logins, not queries, because its query engine could not be built: {reason}"
    return "it answers logins and queries, for development only; what differs: docs/development/stand-in.md"


def closing_page(stack: str, url: str, engine: str) -> Text:
    """A dozen lines for a developer who has never seen herm.

    Args:
        stack: The stack's name.
        url: Base address of its API.
        engine: What answers there, `hasura` or `stand-in`.
    """
    which = "" if stack == DEV else f" --stack {stack}"
    stand_in = engine == "stand-in"
    return Text.assemble(
        ("\nThe API is up   ", "bold"),
        ("stand-in engine", "yellow") if stand_in else "Hasura GraphQL Engine",
        f": {stand_in_answers()}\n  Hasura itself  {OFFLINE}" if stand_in else "",
        f"""
  GraphQL        {url}/v1/graphql
  Console        {url}/console
  Admin secret   ./herm open --secret{which}
  A token        ./herm token mint --stack {stack} --role user --claim x-hasura-user-id=1
  What runs      ./herm status{which}          its words: ./herm logs -f{which}
  The data       ./herm psql{which}
  Change it      ./herm up --config herm:NAME=VALUE{which}
  Stop           ./herm down{which}            (the data stays; --volumes deletes it)
  Secrets        Pulumi.{stack}.yaml, encrypted with .herm/passphrase; both stay on this machine""",
    )

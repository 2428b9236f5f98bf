"""Good configurations of both stacks, as raw settings; tests change what they are about."""

from __future__ import annotations

import json

from infra.config.settings import Settings, parse
from infra.problems import ProblemsError

GOOD = {
    "jwtSecret": json.dumps({"type": "HS256", "key": "k" * 32}),
    "adminSecret": "admin-secret-of-this-test",
    "databasePassword": "p@ss/word'\"",
}
"""All that stack dev needs; everything else has a default in Pulumi.yaml."""

PROD = {**GOOD, "databasePassword": "P@ss/word'\"1"}
"""All that stack prod needs; Azure demands a password of three kinds of characters."""


def dev_settings(stack: str = "dev", **changes: str) -> Settings:
    """A Docker stack's settings with some values changed."""
    return parse(stack, {**GOOD, **changes})


def prod_settings(**changes: str) -> Settings:
    """Prod's settings with some values changed."""
    return parse("prod", {**PROD, **changes})


def dev_problems(stack: str = "dev", **changes: str) -> list[str]:
    """The problems of a Docker stack's configuration with some values changed, as text."""
    try:
        dev_settings(stack, **changes)
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return []


def prod_problems(**changes: str) -> list[str]:
    """The problems of prod's configuration with some values changed, as text."""
    try:
        prod_settings(**changes)
    except ProblemsError as error:
        return [str(problem) for problem in error.problems]
    return []


def override(**values: object) -> dict[str, str]:
    """A configuration that overrides values of the tier."""
    return {"override": json.dumps(values)}

"""A stack's settings for the command line: the same parser as the program's, fed by `pulumi config`."""

from __future__ import annotations

from cli.stack.engine import config
from infra.config.settings import Settings, parse
from infra.contract import environment
from infra.preflight import check_startup


def local_settings(stack: str) -> Settings:
    """The settings of a stack whose secrets can be read here.

    Raises:
        ProblemsError: With every problem of its configuration.
    """
    settings = parse(stack, config(stack))
    check_startup(stack, environment(settings))
    return settings

"""The program: one stack's configuration in, its component created, its outputs exported."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import pulumi
from pulumi.runtime import config as runtime_config

from infra.config.schema import PREFIX, schema
from infra.config.settings import Settings, parse
from infra.contract import environment
from infra.preflight import check_startup
from infra.problems import ProblemsError, fail


def run() -> None:
    """Describe the stack; a problem in its configuration ends the run with all problems as one message."""
    try:
        describe(read_settings())
    except ProblemsError as error:
        # RunError is printed as it is, without a traceback.
        raise pulumi.RunError(
            f"the configuration of stack {pulumi.get_stack()!r} has to be fixed\n\n{error}"
        ) from None


def raw_settings() -> dict[str, str]:
    """The current stack's configuration of this project, as the engine handed it over."""
    return {
        key.removeprefix(PREFIX): value
        for key, value in runtime_config.CONFIG.get().items()
        if key.startswith(PREFIX)
    }


def read_settings() -> Settings:
    """The settings of the current stack, from the configuration that the engine handed over."""
    raw = raw_settings()
    plain = frozenset(
        name
        for name, key in schema().items()
        if key.secret and raw.get(name) and not runtime_config.is_config_secret(PREFIX + name)
    )
    return parse(pulumi.get_stack(), raw, plain)


def describe(settings: Settings) -> None:
    """Create the stack's component and export its outputs; none of them is a secret."""
    variables = environment(settings)
    check_startup(settings.stack, variables)
    outputs = _target(settings).create(settings, variables)
    url = outputs["url"]
    for name, value in outputs.items():
        pulumi.export(name, value)
    pulumi.export("endpoint", pulumi.Output.concat(url, "/v1/graphql"))
    pulumi.export("healthUrl", pulumi.Output.concat(url, "/healthz"))
    pulumi.export("version", _tag(settings.hasura_image))
    pulumi.export("engine", settings.engine)


def _target(settings: Settings) -> ModuleType:
    """The target's module, imported only now: Azure's package is large, and dev never loads it."""
    if settings.target == "docker":
        return import_module("infra.docker.target")
    if find_spec("pulumi_azure_native") is None:
        raise fail(
            f"stack {settings.stack}",
            "needs Azure's provider package, which is large and not installed with the rest",
            f"{sys.executable} -m pip install --require-hashes -r requirements/prod.txt",
        )
    return import_module("infra.azure.target")


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition(":")[2]

"""The program: one stack's configuration in, its component created, its outputs exported."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import pulumi
from pulumi.runtime import config as runtime_config

from hasura.variables import PREFIX as HASURA
from infra.config.docker import DockerSettings
from infra.config.images import tag_of
from infra.config.schema import PREFIX, PROJECT_FILE, own_settings, read_yaml
from infra.config.settings import Settings, parse
from infra.config.stored import plain_secrets
from infra.contract import Variable, environment
from infra.preflight import check_startup
from infra.problems import ProblemsError, fail
from infra.provider_packages import load_part_by_part

_OPEN = f"{HASURA}UNAUTHORIZED_ROLE"


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
    return own_settings(runtime_config.CONFIG.get())


def read_settings() -> Settings:
    """The settings of the current stack, from the configuration that the engine handed over."""
    raw, stack = raw_settings(), pulumi.get_stack()
    given = {name: value for name, value in raw.items() if not runtime_config.is_config_secret(PREFIX + name)}
    return parse(stack, raw, plain_secrets(given) | plain_secrets(_stored(stack)))


def _stored(stack: str) -> Mapping[str, Any]:
    """What the stack's file has: an object of which one entry is encrypted is all secret to the engine."""
    file = PROJECT_FILE.with_name(f"Pulumi.{stack}.yaml")
    document = read_yaml(file) if file.exists() else None
    return own_settings((document or {}).get("config") or {})


def describe(settings: Settings) -> None:
    """Create the stack's component and export its outputs; none of them is a secret."""
    variables = environment(settings)
    check_startup(settings.stack, variables)
    outputs = _create(settings, variables)
    url = outputs["url"]
    for name, value in outputs.items():
        pulumi.export(name, value)
    pulumi.export("endpoint", pulumi.Output.concat(url, "/v1/graphql"))
    pulumi.export("healthUrl", pulumi.Output.concat(url, "/healthz"))
    pulumi.export("version", tag_of(settings.hasura_image))
    pulumi.export("open", str(any(variable.name == _OPEN for variable in variables)).lower())
    pulumi.export("engine", settings.engine)


def _create(settings: Settings, variables: Sequence[Variable]) -> Mapping[str, pulumi.Input[str]]:
    """Create the component of the stack's target, whose modules are loaded only now; returns its outputs."""
    load_part_by_part()
    if isinstance(settings.target, DockerSettings):
        from infra.docker import target as docker  # noqa: PLC0415 - prod does without Docker's provider

        return docker.create(settings, variables)
    if find_spec("pulumi_azure_native") is None:
        raise fail(
            f"stack {settings.stack}",
            "needs Azure's provider package, which is large and not installed with the rest",
            f"{sys.executable} -m pip install --require-hashes -r requirements/prod.txt",
        )
    from infra.azure import target as azure  # noqa: PLC0415 - large, and dev does without it

    return azure.create(settings, variables)

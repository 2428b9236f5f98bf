"""The program: one stack's configuration in, its component created, its outputs exported."""

from __future__ import annotations

import pulumi
from pulumi.runtime import config as runtime_config

from infra.config_schema import PREFIX, schema
from infra.docker_stack import DockerStack, DockerStackArgs
from infra.environment import environment
from infra.problems import ProblemsError, fail
from infra.settings import Settings, parse


def run() -> None:
    """Describe the stack; a problem in its configuration ends the run with all problems as one message."""
    try:
        describe(read_settings())
    except ProblemsError as error:
        # RunError is printed as it is, without a traceback.
        raise pulumi.RunError(
            f"the configuration of stack {pulumi.get_stack()!r} has to be mended\n\n{error}"
        ) from None


def read_settings() -> Settings:
    """The settings of the current stack, from the configuration that the engine handed over."""
    raw = {
        key.removeprefix(PREFIX): value
        for key, value in runtime_config.CONFIG.get().items()
        if key.startswith(PREFIX)
    }
    plain = frozenset(
        name
        for name, key in schema().items()
        if key.secret and raw.get(name) and not runtime_config.is_config_secret(PREFIX + name)
    )
    return parse(pulumi.get_stack(), raw, plain)


def describe(settings: Settings) -> None:
    """Create the stack's component and export its outputs; none of them is a secret."""
    if settings.target == "azure":
        raise fail(
            f"stack {settings.stack}",
            "describes the Azure Web App, which this version of herm cannot deploy yet",
            "pulumi up --stack dev",
        )
    stack = DockerStack(
        "herm",
        DockerStackArgs(
            stack=settings.stack,
            name=settings.docker.name,
            hasura_image=settings.hasura_image,
            postgres_image=settings.docker.postgres_image,
            hasura_port=settings.docker.hasura_port,
            postgres_port=settings.docker.postgres_port,
            database_password=settings.database_password,
            environment=environment(settings),
        ),
    )
    pulumi.export("endpoint", pulumi.Output.concat(stack.url, "/v1/graphql"))
    pulumi.export("healthUrl", pulumi.Output.concat(stack.url, "/healthz"))
    pulumi.export("consoleUrl", pulumi.Output.concat(stack.url, "/console"))
    pulumi.export("version", _tag(settings.hasura_image))
    pulumi.export("engine", settings.engine)
    pulumi.export("hasuraContainer", stack.hasura_container)
    pulumi.export("postgresContainer", stack.postgres_container)
    pulumi.export("volume", stack.volume)


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition(":")[2]

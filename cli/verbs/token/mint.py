"""`./herm token mint`: a token for development, signed with the stack's own key or a private key."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from cli.console import error_console
from cli.tokens import private_key_file
from cli.tokens.options import environment_of, server_options
from cli.tokens.server import TokenServer, start_server
from hasura.explain.words import duration
from hasura.identity.claims import NoPlaceError, claims_for
from hasura.identity.duration import seconds_of
from hasura.identity.key_pairs import PrivateKey, public_pem
from hasura.identity.mint import registered_claims, sign
from hasura.model import Accepted, JwtSecret, SymmetricKey
from infra.problems import fail

EXAMPLES = """\b
Examples:
  ./herm token mint --role user --claim x-hasura-user-id=1
  ./herm token mint --role editor --allowed-role user --expires 7d
  ./herm token mint --stack prod --role user --key-file ~/keys/acme.pem
  curl -H "Authorization: Bearer $(./herm token mint --role user)" ...
"""


class _Duration(click.ParamType[float]):
    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds."""
        try:
            return seconds_of(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command(epilog=EXAMPLES)
@server_options
@click.option("--role", required=True, help="The token's role: its default, and allowed.")
@click.option(
    "--allowed-role", "allowed_roles", multiple=True, help="A further role that requests may ask for."
)
@click.option("--claim", "pairs", multiple=True, metavar="NAME=VALUE", help="A session variable.")
@click.option("--expires", type=_Duration(), default="1h", show_default=True, help="90s, 30m, 1h or 7d.")
@click.option(
    "--key-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The private key in PEM that signs; its kind says the algorithm.",
)
def mint(  # noqa: PLR0913, PLR0917 - click passes one argument for each option, by name
    stack: str | None,
    env_file: Path | None,
    compose: Path | None,
    secret_file: Path | None,
    role: str,
    allowed_roles: tuple[str, ...],
    pairs: tuple[str, ...],
    expires: float,
    key_file: Path | None,
) -> None:
    """Sign a token that the server will accept, and print it alone on standard output.

    The stack's own key signs when it is symmetric, --key-file otherwise; the claims go where the stack's JWT
    secret looks for them. Without --stack, --env-file or --secret-file the stack is dev.
    """
    _refuse_odd_roles(role, *allowed_roles)
    variables = _variables(pairs)
    environment = (
        environment_of(stack, env_file, compose, secret_file) or environment_of("dev", None, None, None) or {}
    )
    server = start_server(environment)
    key = None if key_file is None else private_key_file.read(key_file)
    _refuse_unusable(server.secret, key, key_file)
    now = time.time()
    try:
        own = claims_for(server.secret, role, allowed_roles, variables)
        token = sign({**registered_claims(server.secret, now, expires), **own}, server.secret, key)
    except NoPlaceError as error:
        raise fail("the token's claims", f"{error}", "Correct claims_map, or leave the option out.") from None
    except ValueError as error:
        raise fail("the key", f"cannot sign: {error}", "./herm jwt-config --hs256") from None
    _refuse_unaccepted(server, token, now)
    error_console().print(f"[dim]role {escape(role)}, ends in {duration(expires)}[/]")
    click.echo(token)


def _refuse_odd_roles(*roles: str) -> None:
    """Roles without a name, and texts that the shell did not hand over as UTF-8."""
    if not all(role.strip() for role in roles):
        raise click.UsageError("A role needs a name: --role user.")
    if any("\udc80" <= sign <= "\udcff" for role in roles for sign in role):
        raise click.UsageError("The role is not UTF-8 text: run it with LC_ALL=C.UTF-8 before it.")


def _variables(pairs: Iterable[str]) -> dict[str, str]:
    variables = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip().lower()
        if not equals or not name.startswith("x-hasura-"):
            raise click.UsageError(f"{pair!r} is not a session variable such as x-hasura-user-id=1.")
        if name in ("x-hasura-default-role", "x-hasura-allowed-roles", "x-hasura-role"):
            raise click.UsageError("Roles are given with --role and --allowed-role.")
        variables[name] = value
    return variables


def _refuse_unusable(secret: JwtSecret, key: PrivateKey | None, key_file: Path | None) -> None:
    if key is None and not isinstance(secret.key, SymmetricKey):
        holds = "a public key" if secret.key else f"the address of the keys, {secret.jwk_url}"
        raise fail(
            "the JWT secret",
            f"holds {holds}, and only the owner of the private key can sign",
            "Give its file as --key-file, or get a token from the identity provider by logging in.",
        )
    if key is None or secret.key is None:
        return
    if isinstance(secret.key, SymmetricKey):
        raise fail("the JWT secret", "holds a symmetric key, which signs by itself", "Leave --key-file out.")
    if public_pem(key.public_key()) != public_pem(secret.key):
        raise fail(
            str(key_file),
            "is not the other half of the public key in the JWT secret: Hasura would refuse the token",
            "Give the file that ./herm jwt-config wrote when it made the secret.",
        )


def _refuse_unaccepted(server: TokenServer, token: str, now: float) -> None:
    decision, explanation = server.answer(server.headers_for(token), now)
    if not isinstance(decision, Accepted):
        why = f"would be refused: {decision.message}. {explanation.text}"
        raise fail("the token", why, explanation.remedy)

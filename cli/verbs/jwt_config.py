"""`./herm jwt-config`: a JWT secret for an identity provider, or with a new key of one's own.

The secret goes to standard output, everything for people to standard error, so that the output can be piped
into `pulumi config set --secret`. A private key goes to a file and is never printed.
"""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from cli.console import error_console
from cli.paths import PRIVATE
from cli.tokens import private_key_file
from cli.tokens.provider import AUDIENCE, MACHINE, command_of
from cli.tokens.secret_output import RemembersArguments, print_draft
from hasura.identity.draft import for_own_key
from hasura.identity.key_pairs import (
    PairKind,
    new_hs256_key,
    new_private_key,
    private_pem,
    public_pem,
    type_of,
)
from hasura.identity.providers import PROVIDERS
from infra.problems import fail

EXAMPLES = """\b
Examples:
  ./herm jwt-config auth0 --domain acme.eu.auth0.com --audience https://api.acme.com
  ./herm jwt-config keycloak --url https://id.acme.com --realm shop --audience hasura
  ./herm jwt-config oidc --issuer https://id.acme.com --pem
  ./herm jwt-config --hs256 | pulumi config set --secret herm:jwtSecret --stack dev
  ./herm jwt-config --ed25519 --key-file ~/keys/acme.pem
"""


@click.group(
    cls=RemembersArguments,
    invoke_without_command=True,
    subcommand_metavar="[PROVIDER ...]",
    epilog=EXAMPLES,
)
@click.option("--hs256", is_flag=True, help="A new random key for HS256.")
@click.option("--rsa", is_flag=True, help="A new RSA key pair of 3072 bits.")
@click.option("--ed25519", is_flag=True, help="A new Ed25519 key pair.")
@click.option(
    "--key-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The private key's file; if it exists, its key is used and stays as it is.",
)
@click.option("--issuer", help="The iss of your tokens.")
@AUDIENCE
@MACHINE
@click.pass_context
def jwt_config(  # noqa: PLR0913, PLR0917 - click passes one argument for each option, by name
    context: click.Context,
    hs256: bool,
    rsa: bool,
    ed25519: bool,
    key_file: Path | None,
    issuer: str | None,
    audiences: tuple[str, ...],
    machine: bool,
) -> None:
    """Make a JWT secret for an identity provider, or with a new key of your own.

    The secret is one line of JSON on standard output, to be piped into the stack's configuration.
    """
    kind = _kind(hs256=hs256, rsa=rsa, ed25519=ed25519)
    if context.invoked_subcommand:
        if any((kind, key_file, issuer, audiences, machine)):
            raise click.UsageError(f"Options for {context.invoked_subcommand} stand after its name.")
        return
    if kind is None:
        raise click.UsageError(f"Give --hs256, --rsa, --ed25519 or a provider: {', '.join(PROVIDERS)}.")
    if kind == "HS256":
        if key_file:
            raise click.UsageError("--key-file is for --rsa and --ed25519; the secret holds an HS256 key.")
        key = new_hs256_key()
    else:
        key = _public_key("RS256" if kind == "RS256" else "Ed25519", key_file)
    print_draft(for_own_key(kind, key, issuer=issuer, audiences=audiences), machine=machine)


def _kind(*, hs256: bool, rsa: bool, ed25519: bool) -> str | None:
    """The type of the new key; None when none is asked for."""
    kinds = [kind for kind, wanted in (("HS256", hs256), ("RS256", rsa), ("Ed25519", ed25519)) if wanted]
    if len(kinds) > 1:
        raise click.UsageError("Give one of --hs256, --rsa and --ed25519: a secret holds one key.")
    return kinds[0] if kinds else None


def _public_key(kind: PairKind, key_file: Path | None) -> str:
    """The public half, in PEM, of the file's key; of a new key when there is no such file."""
    path = key_file or PRIVATE / f"jwt-{kind.lower()}.pem"
    if path.exists():
        key = private_key_file.read(path)
        told = "uses the private key that is there already"
        if type_of(key.public_key()) != kind:
            raise fail(str(path), f"holds a key that is not for {kind}", "Give another file as --key-file.")
    else:
        key = new_private_key(kind)
        private_key_file.create(path, private_pem(key))
        told = "the new private key, readable by you alone"
    error_console().print(f"{escape(str(path))}: {told}. Whoever has it can sign as anyone.")
    return public_pem(key.public_key())


for _provider in PROVIDERS.values():
    jwt_config.add_command(command_of(_provider))

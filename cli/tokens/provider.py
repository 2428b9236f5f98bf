"""One command of `./herm jwt-config` for each row of the providers' table."""

from __future__ import annotations

from typing import Any

import click

from cli.tokens.network import discover, fetch_signing_keys
from cli.tokens.secret_output import print_draft
from hasura.identity.draft import Draft, for_provider
from hasura.identity.provider import Provider, Question
from hasura.identity.traps import disagreement
from infra.problems import fail

AUDIENCE = click.option(
    "--audience", "audiences", multiple=True, help="The aud that tokens have to name; may be repeated."
)
MACHINE = click.option(
    "--json", "machine", is_flag=True, help="Print secret, warnings, notes and snippet as JSON."
)


class _Answer(click.ParamType[str]):
    """A question's answer, read by the question's own function."""

    name = "text"

    def __init__(self, question: Question) -> None:
        self._read = question.read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The answer in the form that addresses need."""
        try:
            return self._read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def command_of(provider: Provider) -> click.Command:
    """The provider's command, with an option for each of its questions."""

    @click.command(provider.name, help=f"Make the JWT secret for {provider.title}.")
    @AUDIENCE
    @click.option("--pem", is_flag=True, help="Fetch the keys now and pin the current one.")
    @click.option("--kid", help="The ID of the key that --pem pins; else the first.")
    @MACHINE
    def command(
        audiences: tuple[str, ...],
        pem: bool,
        kid: str | None,
        machine: bool,
        default_role: str = "user",
        **given: str,
    ) -> None:
        if kid and not pem:
            raise click.UsageError("--kid chooses the key that --pem pins.")
        answers = {question.name: given[_variable(question)] for question in provider.questions}
        disagreeing = disagreement(provider.name, answers)
        if disagreeing is not None:
            raise click.UsageError(disagreeing)
        issuer, jwk_url = (None, None) if provider.jwk_url else discover(answers["issuer"])
        draft = for_provider(
            provider,
            answers,
            audiences=audiences,
            default_role=default_role,
            issuer=issuer,
            jwk_url=jwk_url,
        )
        print_draft(_pinned(draft, kid) if pem else draft, machine=machine)

    command.params[:0] = [_option(question) for question in provider.questions]
    if provider.claims_map:
        command.params.append(
            click.Option(["--default-role"], default="user", show_default=True, help="Hasura's default role.")
        )
    return command


def _variable(question: Question) -> str:
    return question.name.replace("-", "_")


def _option(question: Question) -> click.Option:
    names = [f"--{question.name}", _variable(question)]
    if question.default is None:  # to click a default of None is a default too, so it is not passed on
        return click.Option(names, type=_Answer(question), required=True, help=question.help)
    return click.Option(
        names, type=_Answer(question), default=question.default, show_default=True, help=question.help
    )


def _pinned(draft: Draft, kid: str | None) -> Draft:
    url = draft.fields["jwk_url"]
    keys = fetch_signing_keys(url)
    try:
        return draft.pinned(keys, kid)
    except LookupError:
        have = ", ".join(str(key.kid) for key in keys)
        raise fail(
            url, f"has no key with the ID {kid}; it has {have}", "Give one of these as --kid."
        ) from None

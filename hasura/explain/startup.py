"""Why Hasura does not start, in a person's words: first by looking at the value, then by the error's text.

The text of an error often names another thing than the one that is wrong: the library that reads JSON tells
where it stopped, not what happened to the value on its way.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hasura.explain.issuer_of import UNKNOWN, issuer_of
from hasura.explain.startup_words import MAKE, startup_words
from hasura.explain.wrong_member import wrong_member
from hasura.repair.examine import Examination, examine
from hasura.start.key_address import other_answer
from hasura.variables import JWT_SECRET, JWT_SECRETS

FIX = f'printf %s "${JWT_SECRET}" | ./herm jwt check --fix'
_VARIABLE = re.compile(r"Environment variable (HASURA_GRAPHQL_[A-Z_]+): ")


@dataclass(frozen=True)
class StartupExplanation:
    """Why Hasura does not start.

    Attributes:
        cause: The cause's name, which stays the same from release to release.
        sentence: The cause, in 25 words or less.
        evidence: Hasura's own words, and what else was seen; no keys.
        remedy: What to do; where one line does it, that line is the last and can be pasted.
        fixable: Whether herm knows the value as it was meant, and prints it when asked.
    """

    cause: str
    sentence: str
    evidence: tuple[str, ...]
    remedy: str
    fixable: bool = False

    @property
    def text(self) -> str:
        """The cause and what was seen, without Hasura's own words."""
        return " ".join((self.sentence, *self.evidence[1:]))


def explain_start(error: str, env: Mapping[str, str], fix: str = FIX) -> StartupExplanation:
    """Explain a start-up error.

    Args:
        error: Hasura's text.
        env: The environment with which it did not start.
        fix: The command that prints the repaired JWT secret, for the remedy.
    """
    variable = _VARIABLE.search(error)
    name = None if variable is None else variable[1]
    explained = _explained(error, name, env, fix)
    return _in_list(explained, error) if name == JWT_SECRETS else explained


def _explained(error: str, name: str | None, env: Mapping[str, str], fix: str) -> StartupExplanation:
    hasura = f"Hasura does not start: {error}"
    if name in (JWT_SECRET, JWT_SECRETS) and name in env:
        found = examine(env[name], several=name == JWT_SECRETS)
        explained = _by_value(hasura, found, fix)
        if explained is not None:
            return explained
    addressed = _by_address(hasura, error)
    if addressed is not None:
        return addressed
    row = startup_words(error)
    member = wrong_member(error, env[name]) if name is not None and name in env else None
    sentence, stop, rest = row.meaning.partition(". ")
    evidence = tuple(one for one in (hasura, rest, member) if one)
    remedy = row.remedy.replace(UNKNOWN, issuer_of(env.get(JWT_SECRET, "")))
    return StartupExplanation(row.id, f"{sentence}." if stop else sentence, evidence, remedy)


def _in_list(explained: StartupExplanation, error: str) -> StartupExplanation:
    """The same about a list of JWT secrets: which entry it is, and a line that changes this entry alone."""
    entry = re.search(r"Error in \$\[([0-9]+)\]", error)
    *words, line = explained.remedy.splitlines()
    if entry is not None:
        place = f"In entry {int(entry[1]) + 1} of the list (the first is 1):"
        line = line.replace(
            FIX, f"printf %s \"${JWT_SECRETS}\" | jq -c '.[{entry[1]}]' | ./herm jwt check --fix"
        )
        return replace(explained, remedy="\n".join((place, *words, line)))
    if line == FIX:  # which reads one JWT secret, not a list
        *words, line = (*words[:-1], *MAKE.splitlines())
    if not line.startswith("./herm jwt-config"):
        return explained
    return replace(explained, remedy="\n".join((*words, f'export {JWT_SECRETS}="[$({line})]"')))


def _by_value(hasura: str, found: Examination, fix: str) -> StartupExplanation | None:
    stopping = [accident for accident in found.accidents if accident.stops]
    if not stopping:
        return None
    first, *others = stopping
    evidence = (hasura, *(f"And then: {accident.sentence}" for accident in others))
    if found.repaired is None:
        has_command = first.advice.splitlines()[-1].startswith("./herm ")
        remedy = first.advice if has_command else f"{first.advice}\n{MAKE}"
        return StartupExplanation(first.cause, first.sentence, evidence, remedy)
    remedy = f"{first.advice}\nOr have the repaired value printed:\n{fix}"
    return StartupExplanation(first.cause, first.sentence, evidence, remedy, fixable=True)


def _by_address(hasura: str, error: str) -> StartupExplanation | None:
    """The words for an address that can never answer a key set, whatever its server does."""
    unread = re.fullmatch(r"Error parsing JWK from url: (\S+)", error)
    other = None if unread is None else other_answer(unread[1])
    if unread is not None and other is not None:
        remedy = (
            f"Take jwks_uri from there:\ncurl -s {shlex.quote(unread[1])}"
            if other.right is None
            else f'Write the address of the keys:\n"jwk_url": "{other.right}"'
        )
        return StartupExplanation("jwk-url-never-a-set", f"jwk_url answers {other.what}.", (hasura,), remedy)
    refused = re.fullmatch(r'Error fetching JWK: InvalidUrlException "(.*)" "(.*)"', error)
    if refused is None:
        return None
    address, reason = refused.groups()
    return StartupExplanation(
        "jwk-url-unfetchable",
        "jwk_url has to begin with http:// or https:// and a host; Hasura's client refuses all else.",
        (hasura,),
        f'Write it in full:\n"jwk_url": "{_with_scheme(address) if reason != "Invalid port" else address}"',
    )


def _with_scheme(address: str) -> str:
    """The address with http:// before a host and its port, and https:// in place of any other scheme."""
    host_and_port = re.match(r"[\w.-]+:[0-9]+(/|$)", address)
    if host_and_port is not None:
        return f"http://{address}"
    return "https://" + address.partition(":")[2].lstrip("/")

"""A small world around one request: server, issuer and client; and how it follows a printed remedy."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hasura.batch import decide
from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.explain import explain
from hasura.explain.words import Explanation
from hasura.formats.jwk import parse_jwk_set
from hasura.model import Key
from hasura.start.startup import start
from tests.unit.cli.verbs import herm
from tests.unit.hasura.cases.public_cases import CLAIMS, NAMESPACE, SECRET, hs256, under
from tests.unit.hasura.public_keys import KEY, NOW, token

BEARER = (("Authorization", "Bearer {token}"),)
_INSTRUCTION = re.compile(r"([^\n]*?):\n\n    (.+?)(?=\n\n(?! )|\Z)", re.DOTALL)
_NAMES = re.compile(r'"(\w+)"')
_PREFIX = "HASURA_GRAPHQL_"

# What each line of code that signs makes of the signer's own key.
_SIGNERS: Mapping[str, Callable[[str], str | bytes]] = {
    "sign(claims, process.env.JWT_KEY)": lambda text: text,
    "sign(claims, process.env.JWT_KEY.trim())": str.strip,
    'sign(claims, Buffer.from(process.env.JWT_KEY, "base64"))': lambda text: base64.b64decode(text + "=="),
    "sign(claims, JSON.parse(process.env.JWT_KEY))": json.loads,
    """sign(claims, process.env.JWT_KEY.replace(/^'|'$/g, ""))""": lambda text: re.sub("^'|'$", "", text),
    "sign(claims, JSON.parse(process.env.HASURA_GRAPHQL_JWT_SECRET).key)": lambda _: KEY,
    'sign(claims, process.env.JWT_KEY, { algorithm: "HS256" })': lambda text: text,
    'crypto.sign("sha256", data, { key, dsaEncoding: "ieee-p1363" })': lambda text: text,
}


@dataclass(frozen=True)
class World:
    """One request that gets an answer with this cause.

    Attributes:
        claims: What the issuer puts into the token.
        token: The token that is sent, where it is not simply the issuer's.
        env: Further variables without their prefix; None unsets one.
        headers: `{token}` in a value is the token, `{admin}` the admin secret.
        web: What each address answers; `loaded` is what the server has of it, all unless told otherwise.
        signer: The key in the signer's environment, JWT_KEY.
        right: How the world looks when client, issuer or provider do what they are told in words.
        filled: What a person writes in place of each `<...>`.
    """

    cause: Cause
    secret: Mapping[str, Any] | None = field(default_factory=hs256)
    env: Mapping[str, str | None] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=under)
    algorithm: str = "HS256"
    key: str | bytes = KEY
    token: str | None = None
    header: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = BEARER
    web: Mapping[str, Any] = field(default_factory=dict)
    loaded: Mapping[str, Any] | None = None
    signer: str = KEY
    right: Mapping[str, Any] = field(default_factory=dict)
    filled: Mapping[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The server's variables by their full names."""
        values = {"ADMIN_SECRET": SECRET, **self.env}
        env = {f"{_PREFIX}{name}": value for name, value in values.items() if value is not None}
        return env if self.secret is None else {**env, f"{_PREFIX}JWT_SECRET": json.dumps(self.secret)}

    @property
    def sent(self) -> str:
        """The token that the client has."""
        return self.token or token(dict(self.claims), self.algorithm, self.key, **self.header)

    def answer(self) -> dict[str, Any]:
        """The server's answer, as the batch interface gives it."""
        documents = dict(self._loaded)
        return decide({"env": self.environment, "headers": self._headers, "now": NOW, "jwks": documents})

    def explanation(self) -> Explanation:
        """The answer's explanation in its parts."""
        keys = {url: _keys(document) for url, document in self._loaded.items()}
        headers = [(name, value) for name, value in self._headers]
        case = Case(start(self.environment), headers, NOW, keys, self._loaded, self.environment)
        return explain(case.decide(), case)

    @property
    def _loaded(self) -> Mapping[str, Any]:
        return self.web if self.loaded is None else self.loaded

    @property
    def _headers(self) -> list[list[str]]:
        sent = self.sent
        secret = self.environment.get(f"{_PREFIX}ADMIN_SECRET", "")
        return [
            [name, value.replace("{token}", sent).replace("{admin}", secret)] for name, value in self.headers
        ]


def follow(world: World, remedy: str) -> World:
    """The world after everything that the remedy says was done to the letter."""
    code = remedy.partition("\n\n//")[2]
    if code:
        claims = json.loads("\n".join(line for line in f"//{code}".splitlines() if not line.startswith("//")))
        return replace(world, claims={**world.claims, **claims})
    done = _INSTRUCTION.findall(remedy)
    assert done, f"nothing to paste in: {remedy}"
    for words, line in done:
        world = _followed(world, words, line)
    for name in re.findall(r"leave ([\w-]+) out", remedy):
        world = _without(world, name)
    return world


def _followed(world: World, words: str, line: str) -> World:  # noqa: PLR0911 - one return a form
    form = next((form for form in _FORMS if form in words), None)
    match form:
        case remedies.IN_JWT_CONFIG:
            kept = {
                name: one for name, one in (world.secret or {}).items() if name not in _NAMES.findall(words)
            }
            return replace(world, secret={**kept, **_members(world, line)})
        case remedies.IN_CLAIMS_MAP:
            secret = dict(world.secret or {})
            return replace(
                world, secret={**secret, "claims_map": {**secret["claims_map"], **_members(world, line)}}
            )
        case remedies.AMONG_CLAIMS:
            return replace(world, claims={**world.claims, **_members(world, line)}, token=None)
        case remedies.AMONG_HASURA_CLAIMS:
            own = {**world.claims.get(NAMESPACE, CLAIMS), **_members(world, line)}
            return replace(world, claims={**world.claims, NAMESPACE: own})
        case remedies.SEND:
            name, _, value = line.partition(": ")
            return _sending(_without(world, name), name, value)
        case remedies.LEAVE_OUT:
            return _without(world, line)
        case remedies.RUN:
            return _ran(world, line)
        case remedies.IN_SHELL:
            return _exported(world, line)
        case remedies.WHERE_SIGNED:
            signed = {"key": _SIGNERS[line](world.signer), "token": None, "header": {}, **world.right}
            return replace(world, **signed)
    assert world.right, f"the world knows no cure for: {words}"
    return replace(world, **world.right)


_FORMS = (
    remedies.IN_JWT_CONFIG,
    remedies.IN_CLAIMS_MAP,
    remedies.AMONG_CLAIMS,
    remedies.AMONG_HASURA_CLAIMS,
    remedies.SEND,
    remedies.LEAVE_OUT,
    remedies.IN_SHELL,
    remedies.WHERE_SIGNED,
    remedies.RUN,
)


def _keys(document: Any) -> tuple[Key, ...]:
    try:
        return parse_jwk_set(document)
    except ValueError:
        return ()


def _members(world: World, line: str) -> dict[str, Any]:
    for blank, value in world.filled.items():
        line = line.replace(json.dumps(blank), json.dumps(value))
    fields: dict[str, Any] = json.loads("{" + line + "}")
    return fields


def _without(world: World, name: str) -> World:
    return replace(world, headers=tuple(one for one in world.headers if one[0].lower() != name.lower()))


def _sending(world: World, name: str, value: str) -> World:
    """The header with what a person knows: the client's right token, or the admin secret."""
    if "<token>" in value:
        world = replace(world, **{"token": None, **world.right})
        value = value.replace("<token>", "{token}")
    value = re.sub(r"<the value[^>]*>", SECRET, value)
    return replace(world, headers=(*world.headers, (name, value)))


def _ran(world: World, command: str) -> World:
    """The command of herm's, run in this process."""
    if command.startswith("./herm token mint"):
        return replace(world, token=None, algorithm="HS256", key=KEY, header={}, **world.right)
    done = herm(*command.split()[1:])
    assert done.code == 0, done.err
    secret = json.loads(done.out)
    return replace(world, secret=secret, key=secret["key"])


def _exported(world: World, command: str) -> World:
    """The command of the shell, run in a real one, and what it leaves in the variable."""
    variable = re.findall(r"export (\w+)=", command)[0]
    script = f'{command}\nprintf %s "${{{variable}}}"'
    done = subprocess.run(
        ["bash", "-euc", script],
        env={"PATH": "/usr/bin:/bin", **world.environment},
        capture_output=True,
        check=True,
    )
    value = done.stdout.decode()
    if variable == f"{_PREFIX}JWT_SECRET":
        return replace(world, secret=json.loads(value))
    fresh = replace(world, env={**world.env, variable.removeprefix(_PREFIX): value})
    return replace(fresh, **world.right)

"""GitHub's side of a federated sign-in: what vouches for a job, and what Entra ID checks of its assertion.

The real GitHub signs with keys that it publishes; this one signs with the emulator's own key.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import jwt

from doubles.azure.errors import ArmError
from doubles.azure.world import Answer, Call, World

ISSUER = "https://token.actions.githubusercontent.com"
_LIFE = 300
"""Seconds that an assertion lives."""


def guard(world: World, call: Call) -> dict[str, Any]:
    """Let in the job that has the runner's token.

    Raises:
        ArmError: The token is wrong.
    """
    kind, _, token = call.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(token, runner_token(world)):
        raise ArmError(401, "Unauthorized", "The job's own token is missing or wrong.")
    return {}


def runner_token(world: World) -> str:
    """What the runner gives a job as ACTIONS_ID_TOKEN_REQUEST_TOKEN."""
    return uuid.uuid5(uuid.NAMESPACE_URL, world.account.signing_key).hex


def vouch(world: World, call: Call) -> Answer:
    """Vouch for a job of an environment of a repository, for one audience and five minutes."""
    names, now = call.names, int(world.now())
    claims = {
        "iss": ISSUER,
        "sub": f"repo:{names['owner']}/{names['repository']}:environment:{names['environment']}",
        "aud": call.query.get("audience", f"https://github.com/{names['owner']}"),
        "iat": now,
        "nbf": now - 300,
        "exp": now + _LIFE,
    }
    return Answer(200, {"value": jwt.encode(claims, world.account.signing_key, algorithm="HS256")})


def check_assertion(world: World, assertion: str, trusted: Iterable[Mapping[str, Any]]) -> None:
    """Check an assertion against the federated credentials of an identity, by Azure's clock.

    Raises:
        PermissionError: It is not good, in Entra ID's words.
    """
    options: Any = {"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
    try:
        claims = jwt.decode(assertion, world.account.signing_key, algorithms=["HS256"], options=options)
    except jwt.PyJWTError:
        raise PermissionError("AADSTS50027: JWT token is invalid or malformed.") from None
    if float(claims.get("exp", 0)) <= world.now():
        raise PermissionError(
            "AADSTS700024: Client assertion is not within its valid time range. "
            f"Current time: {world.now():.0f}, expiry time of assertion {claims.get('exp')}."
        )
    for one in trusted:
        if (one["issuer"], one["subject"]) == (claims.get("iss"), claims.get("sub")):
            if claims.get("aud") in one["audiences"]:
                return
            raise PermissionError(
                "AADSTS700212: No matching federated identity record found for presented assertion audience "
                f"'{claims.get('aud')}'."
            )
    raise PermissionError(
        "AADSTS700213: No matching federated identity record found for presented assertion subject "
        f"'{claims.get('sub')}'."
    )

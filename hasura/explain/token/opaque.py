"""What stands in place of a signed JWT: known kinds of other tokens, recognised by their shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.placeholders import placeholder
from hasura.explain.token.asking import ask
from hasura.explain.words import Evidence, Explanation, shown
from hasura.request.session_variables import ADMIN_SECRET
from hasura.start.startup import admin_secret_hash

_LONGEST = 4000


class _Kind(NamedTuple):
    """A kind of token that is not a signed JWT, and whose it is; None: most likely the server's issuer's."""

    pattern: str
    what: str
    provider: str | None = None


_KINDS: Sequence[_Kind] = (
    _Kind(r"ya29\..*", "an access token of Google, which only Google can read", "oidc"),
    _Kind(r"gh[pousr]_.*|github_pat_.*", "a token of GitHub, which only GitHub can read", "oidc"),
    _Kind(r"sb_(publishable|secret)_.*", "an API key of Supabase, which names no user", "supabase"),
    _Kind(r"AIza[\w-]{30,}", "Firebase's API key, which names the project and no user", "firebase"),
    _Kind(r"[sp]k_(test|live)_.*", "an API key, which names an application and no user"),
    _Kind(r"sess_\w+|user_\w+", "an identifier of Clerk, not a token", "clerk"),
    _Kind(
        r"v[1-4]\.(local|public)\..*", "a PASETO token, another standard that Hasura does not read", "oidc"
    ),
    _Kind(r"Fe26\.2\*.*|s(%3A|:).*", "a sealed session cookie, which only its own server can read"),
    _Kind(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "a UUID, such as a session's identifier"),
    _Kind(r"[\w+/-]+=*", "an opaque token, which only its provider can read"),
)


def instead(_: Evidence, case: Case) -> Explanation | None:
    """A word for nothing, or a template, stands where the token should be."""
    what = placeholder(case.token)
    if what is None:
        return None
    return Explanation(
        Cause.TOKEN_PLACEHOLDER,
        f"The request carries {what} in place of a token.",
        (f"What was sent: {shown(case.token)}.", "The header was built before the token was there."),
        "Build the header when the request is sent, and only once there is a token.\n\n"
        + remedies.send_token(case.secret.location),
    )


def admin_secret(_: Evidence, case: Case) -> Explanation | None:
    """The admin secret was sent as if it were a token."""
    if admin_secret_hash(case.token[:_LONGEST]) not in case.mode.admin_secret_hashes:
        return None
    return Explanation(
        Cause.ADMIN_SECRET_AS_TOKEN,
        "The request carries the admin secret where a token should be.",
        (f"The admin secret has a header of its own, {ADMIN_SECRET}, and is never sent as a token.",),
        remedies.send(ADMIN_SECRET, "<the value alone>"),
    )


def opaque(seen: Evidence, case: Case) -> Explanation | None:
    """A token of another kind, named by its shape."""
    if len(case.token) > _LONGEST or case.token.startswith("eyJ"):
        return None
    kind = next((kind for kind in _KINDS if re.fullmatch(kind.pattern, case.token)), None)
    if kind is None:
        return None
    return Explanation(
        Cause.TOKEN_OPAQUE,
        f"The value is not a JSON Web Token but {kind.what}.",
        (f"The value has {len(case.token)} characters in {_parts(seen)}; a JWT has three parts.",),
        ask(case, kind.provider),
    )


def _parts(seen: Evidence) -> str:
    count = seen.get("parts", 3)
    return f"{count} part{'' if count == 1 else 's'}"

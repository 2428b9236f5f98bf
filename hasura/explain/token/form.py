"""Words about a token that is not three parts of base64url: encrypted, damaged on its way, or cut."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from hasura.explain import remedies
from hasura.explain.case import LONGEST_TOKEN, Case, part
from hasura.explain.cause import Cause
from hasura.explain.token.asking import ask
from hasura.explain.token.opaque import admin_secret, instead, opaque
from hasura.explain.words import Evidence, Explain, Explanation, listed, shown
from hasura.model import Accepted
from hasura.request.compact import base64url

_ENCRYPTED_PARTS = 5
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
_WRAPPED = re.compile(r"[\s\"'`,;:\\\u200b\ufeff\xa0()<>{}\[\]]+")


def _base64_of(token: str) -> str:
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        return token


# How a token is damaged on its way, and what takes the damage away.
_DAMAGES: Mapping[str, Callable[[str], str]] = {
    "quotes around it, as JSON.stringify or a shell leaves them": lambda text: text.strip("\"'`"),
    "Python's b'...' around it": lambda text: re.sub(r"""^b(['"])(.*)\1$""", r"\2", text),
    "'Bearer ' before it, where the value is used whole": lambda text: re.sub(r"(?i)^bearer[ +]+", "", text),
    "'=' at the end of its parts, which is padding": lambda text: text.replace("=", ""),
    "percent signs in place of signs": unquote,
    "'+' and '/' of another base64 alphabet": lambda text: text.translate({43: 45, 47: 95}).replace("=", ""),
    "one more encoding in base64 around it": _base64_of,
    "JSON around it": lambda text: (_JWT.findall(text) or [text])[0] if text.startswith("{") else text,
    "signs around it that do not belong to it": lambda text: _WRAPPED.sub("", unquote(text)).strip("=."),
}


def _damaged(_: Evidence, case: Case) -> Explanation | None:
    """Each damage is taken away in turn, and the token tried again."""
    token = case.token
    if len(token) > LONGEST_TOKEN:
        return None
    for what, undo in _DAMAGES.items():
        bare = undo(token)
        if bare == token or not _JWT.fullmatch(bare) or not part(bare, 1):
            continue
        accepted = isinstance(case.with_token(bare), Accepted)
        return Explanation(
            Cause.TOKEN_WITH_MORE,
            f"The token was sent with {what}.",
            ("Without that it is accepted." if accepted else "Without that it can be read.",),
            remedies.send_token(case.secret.location),
        )
    return None


def _encrypted(seen: Evidence, case: Case) -> Explanation | None:
    if seen["parts"] != _ENCRYPTED_PARTS or "enc" not in case.header:
        return None
    algorithms = listed(str(case.header.get(name)) for name in ("alg", "enc"))
    evidence: tuple[str, ...] = (
        "Five parts are an encrypted token (JWE), which Hasura cannot read.",
        f"Its algorithms: {algorithms}.",
    )
    if case.header.get("alg") == "dir" and "iss" not in case.header and case.provider == "oidc":
        return Explanation(
            Cause.TOKEN_ENCRYPTED_SESSION,
            "The token is encrypted: it is a session's token that only the application itself can read.",
            (*evidence, "NextAuth (Auth.js) makes its session token so."),
            "Let the application sign a token for Hasura, and send that. In NextAuth's options "
            "`jwt.encode` does it with a library such as jsonwebtoken. "
            + remedies.in_client(
                'jwt.encode: ({ token, secret }) => sign(token, secret, { algorithm: "HS256" })'
            ),
        )
    provider = case.provider
    if provider == "oidc" and case.header.get("alg") == "RSA-OAEP":
        provider = "cognito"
        evidence = (*evidence, "Cognito's refresh token looks like this; it is for Cognito alone.")
    return Explanation(
        Cause.TOKEN_ENCRYPTED,
        "The token is encrypted for its provider, so that Hasura cannot read it.",
        (*evidence, f"Issuer: {shown(case.issuer)}."),
        ask(case, provider),
    )


def _cut(seen: Evidence, case: Case) -> Explanation | None:
    token = case.token
    if not token.startswith("eyJ") or len(token) > LONGEST_TOKEN or seen["parts"] > 2:
        return None
    return Explanation(
        Cause.TOKEN_CUT,
        "The token was cut: it begins as a JSON Web Token does, and its signature is missing.",
        (f"The value has {len(token)} characters in {_parts(seen)}; a token has 3 parts.",),
        "Send the whole token: 4096 bytes are a cookie's limit, and a line break ends a header.\n\n"
        + remedies.send_token(case.secret.location),
    )


def _joined(seen: Evidence, case: Case) -> Explanation | None:
    if seen["parts"] < 4 or case.token.count("eyJ") < 3 or len(case.token) > LONGEST_TOKEN:
        return None
    return Explanation(
        Cause.TOKENS_JOINED,
        "Two tokens were sent run together as one.",
        (f"The value has {_parts(seen)}; a token has 3 parts.",),
        remedies.send_token(case.secret.location),
    )


def _no_jwt(seen: Evidence, case: Case) -> Explanation:
    return Explanation(
        Cause.TOKEN_NOT_JWT,
        "The value is not a signed JSON Web Token: header, payload and signature with dots between.",
        (f"The value has {seen['length']} characters in {_parts(seen)}.",),
        ask(case),
    )


def _not_base64url(seen: Evidence, case: Case) -> Explanation:
    evidence = [f"The token's {seen['part']} is not base64url without padding."]
    text = (case.token.split(".") + [""] * 3)[("header", "payload", "signature").index(seen["part"])]
    if base64url(text[: len(text) - len(text) % 4]) is not None and len(text) % 4 == 1:
        evidence.append("Its length is impossible: at least one sign was lost.")
    return Explanation(
        Cause.TOKEN_DAMAGED,
        f"The token is damaged: its {seen['part']} holds signs that do not belong there, or has lost some.",
        tuple(evidence),
        "Copy the whole token again; nothing may be added, cut, wrapped or encoded once more.\n\n"
        + remedies.send_token(case.secret.location),
    )


def _parts(seen: Evidence) -> str:
    return f"{seen['parts']} part{'' if seen['parts'] == 1 else 's'}"


FORM_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "not_three_parts": (instead, admin_secret, _encrypted, _damaged, _joined, _cut, opaque, _no_jwt),
    "not_base64url": (instead, admin_secret, _damaged, opaque, _not_base64url),
}

"""Cheap experiments with a shared key: which other text or bytes made the token's signature.

No experiment's key is ever shown; the words say only how it differs from the server's.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import LONGEST_TOKEN, Case
from hasura.explain.cause import Cause
from hasura.explain.token.key_forms import FORMS_OF_THE_SERVER, FORMS_OF_THE_SIGNER, SAMPLE_KEYS
from hasura.explain.words import Evidence, Explanation
from hasura.formats.json_text import decode_json
from hasura.model import SymmetricKey
from hasura.request.compact import base64url
from hasura.variables import ADMIN_SECRET, JWT_SECRET

_CUT = re.compile(r"[$#\"'`& %!\\]")


def another_form(_: Evidence, case: Case) -> Explanation | None:
    """The key's other encodings and ends: the one that made the signature is the cause."""
    key = _text(case)
    if key is None:
        return None
    for what, (form, program) in FORMS_OF_THE_SERVER.items():
        if form(key) != key and _made(case, form(key)):
            return Explanation(
                Cause.KEY_KEPT_WITH_MORE,
                f"The server's key has {what}, and the token was signed without that.",
                ("Without it the key makes exactly the token's signature.",),
                remedies.in_shell(rewritten(f".key |= {program}")),
            )
    for what, (form, code) in FORMS_OF_THE_SIGNER.items():
        if _made(case, form(key)):
            return Explanation(
                Cause.SIGNED_WITH_ANOTHER_FORM,
                f"The token was signed with {what}; Hasura takes the text of `key` as it stands.",
                (
                    "That makes exactly the token's signature.",
                    "Hasura decodes neither base64 nor hexadecimal digits.",
                ),
                remedies.where_signed(code),
            )
    return None


def another_secret(_: Evidence, case: Case) -> Explanation | None:
    """Texts at hand that are mistaken for the key."""
    for what, candidate in _mistaken(case):
        if _made(case, candidate):
            return Explanation(
                Cause.SIGNED_WITH_ANOTHER_SECRET,
                f"The token was signed with {what}, not with the server's key.",
                ("That makes exactly the token's signature.",),
                remedies.where_signed("sign(claims, JSON.parse(process.env.HASURA_GRAPHQL_JWT_SECRET).key)"),
            )
    return None


def too_short(seen: Evidence, case: Case) -> Explanation | None:
    """The right key, but an algorithm that wants a longer one."""
    key = _text(case)
    if seen["fitting"] or key is None or not _made(case, key):
        return None
    algorithm = seen["algorithm"]
    return Explanation(
        Cause.KEY_TOO_SHORT_FOR_ALGORITHM,
        f"The server's key made the signature, but it is too short for {algorithm}.",
        (f"{algorithm} needs {int(algorithm[2:]) // 8} bytes; the key has {len(key.encode())}.",),
        remedies.where_signed('sign(claims, process.env.JWT_KEY, { algorithm: "HS256" })'),
    )


def rewritten(program: str) -> str:
    """The command that changes the JWT secret of a shell by a jq program, without showing it."""
    return f"""export {JWT_SECRET}="$(printf %s "${JWT_SECRET}" | jq -c '{program}')\""""


def _mistaken(case: Case) -> Iterator[tuple[str, str | None]]:
    for sample in SAMPLE_KEYS:
        yield ("an empty key" if not sample else "a sample key that everybody knows"), sample
    secret = case.env.get(JWT_SECRET)
    yield f"the whole text of {JWT_SECRET}", secret
    yield "the server's admin secret", case.env.get(ADMIN_SECRET)
    key = _text(case) or _pem(secret)
    if key is not None:
        for cut in _CUT.finditer(key):
            yield (
                "the beginning of the key, up to a sign that a shell or an env file takes for its own",
                key[: cut.start()],
            )
        yield "the public key's text, as if that were a secret", _pem(secret)
        yield "the public key's text, as if that were a secret", (_pem(secret) or "").strip()


def _text(case: Case) -> str | None:
    key = case.keys[0] if len(case.keys) == 1 else None
    if not isinstance(key, SymmetricKey):
        return None
    try:
        return key.secret.decode()
    except UnicodeDecodeError:
        return None


def _pem(secret: str | None) -> str | None:
    """The text of a public key as the JWT secret writes it."""
    try:
        fields: Any = decode_json(secret or "")
    except ValueError:
        return None
    key = fields.get("key") if isinstance(fields, dict) else None
    return key if isinstance(key, str) and key.lstrip().startswith("-----BEGIN") else None


def _made(case: Case, candidate: bytes | str | None) -> bool:
    """Whether the candidate, as a shared key of any length, made the token's signature."""
    algorithm = str(case.header.get("alg"))
    if candidate is None or algorithm not in ("HS256", "HS384", "HS512") or len(case.token) > LONGEST_TOKEN:
        return False
    key = candidate.encode("utf-8", "surrogatepass") if isinstance(candidate, str) else candidate
    signed, _, signature = case.token.rpartition(".")
    made = hmac.digest(key, signed.encode(), f"sha{algorithm[2:]}")
    return hmac.compare_digest(made, base64url(signature) or b"")

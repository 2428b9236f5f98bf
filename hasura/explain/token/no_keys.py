"""Words about a server that has no key to check a token with: what its `jwk_url` answered, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.token.signature import shared_key_wanted
from hasura.explain.words import Evidence, Explain, Explanation, listed, shown
from hasura.formats.jwk import parse_jwk_set
from hasura.identity.signing_keys import signing_keys

_UNKNOWN = object()


def _shared_key(seen: Evidence, case: Case) -> Explanation | None:
    """A shared key's token: no set that is loaded would ever help."""
    return None if _document(case) is _UNKNOWN else shared_key_wanted(seen, case)


def _single_key(_: Evidence, case: Case) -> Explanation | None:
    document = _document(case)
    if not isinstance(document, dict) or "keys" in document or "kty" not in document:
        return None
    return Explanation(
        Cause.KEY_SET_IS_ONE_KEY,
        'What jwk_url answers is a single JWK; Hasura wants a set, an object with a list "keys".',
        (_asked(case), f"Its members: {listed(document)}."),
        _pinned({"keys": [document]}) or 'Serve it inside a set:\n\n    {"keys": [<the JWK>]}',
    )


def _not_a_set(_: Evidence, case: Case) -> Explanation | None:
    document = _document(case)
    if document is _UNKNOWN or (isinstance(document, dict) and isinstance(document.get("keys"), list)):
        return None
    members = (
        f"Its members: {listed(document)}." if isinstance(document, dict) else "It is not a JSON object."
    )
    certificates = isinstance(document, dict) and any(
        "BEGIN CERTIFICATE" in str(one) for one in document.values()
    )
    if certificates:
        members += " They are certificates, each under its key's ID: another format at another address."
    return Explanation(
        Cause.KEY_SET_IS_ANOTHER_DOCUMENT,
        'What jwk_url answers is not a key set: it has no list "keys".',
        (_asked(case), members),
        _right_address(case),
    )


def _unreadable(_: Evidence, case: Case) -> Explanation | None:
    document = _document(case)
    if document is _UNKNOWN:
        return None
    try:
        if parse_jwk_set(document):
            return None
    except ValueError as error:
        return Explanation(
            Cause.KEY_SET_UNREADABLE,
            "One key of the set cannot be read by Hasura's library, and that spoils the whole set.",
            (_asked(case), f"The reason: {error}."),
            "Have that key served as the standard says, or leave it out of the set. "
            + (_pinned(document) or remedies.run("./herm jwt-config PROVIDER --pem")),
        )
    return Explanation(
        Cause.KEY_SET_EMPTY,
        "The key set of jwk_url is empty: the issuer has no public key to check tokens with.",
        (_asked(case),),
        "Let the issuer sign with an asymmetric key (RSA, EC or Ed25519), whose public half it then "
        "serves:\n\n"
        '    {"keys": [{"kty": "RSA", "n": "...", "e": "AQAB"}]}',
    )


def _not_loaded(seen: Evidence, case: Case) -> Explanation:
    return Explanation(
        Cause.KEY_SET_NOT_LOADED,
        "The server has no key to check the token with: its JWK set is not loaded, or is empty.",
        (f"The token's algorithm is {shown(seen['algorithm'])}.", _asked(case)),
        "Try again after a second; right after its start Hasura has not fetched the set yet. If it stays so, "
        "fetch `jwk_url` from where Hasura runs: it has to answer a JWK set. Try:\n\n"
        f"    curl -sS -i '{case.secret.jwk_url or 'JWK_URL'}'",
    )


def _document(case: Case) -> Any:
    return case.documents.get(case.secret.jwk_url or "", _UNKNOWN)


def _asked(case: Case) -> str:
    return f"Asked: {shown(case.secret.jwk_url)}."


def _pinned(document: Any) -> str | None:
    """The set's first readable key as a part of the JWT secret."""
    try:
        keys = signing_keys(document)
    except ValueError:
        return None
    if not keys:
        return None
    return "Until then the key itself can stand in the secret. " + remedies.in_secret(
        {"type": keys[0].type, "key": keys[0].pem}, ("jwk_url",)
    )


def _right_address(case: Case) -> str:
    return "Take the address from `jwks_uri` of the issuer's discovery document. " + remedies.in_secret(
        {"jwk_url": case.key_address}
    )


NO_KEYS_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "no_keys": (_shared_key, _single_key, _not_a_set, _unreadable, _not_loaded),
}

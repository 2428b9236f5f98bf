"""Words about a signature that no key of the server made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from hasura.explain import remedies
from hasura.explain.case import LONGEST_TOKEN, Case
from hasura.explain.cause import Cause
from hasura.explain.token.kinds import wrong_kind
from hasura.explain.token.shared_keys import another_form, another_secret, too_short
from hasura.explain.words import Evidence, Explain, Explanation, listed, shown
from hasura.identity.key_addresses import key_address_of
from hasura.model import SymmetricKey
from hasura.request.compact import base64url
from hasura.request.verify import HASHES


def shared_key_wanted(seen: Evidence, case: Case) -> Explanation | None:
    """A token with a shared key's signature, where the server has public keys only."""
    algorithm = seen["algorithm"]
    if not algorithm.startswith("HS") or any(isinstance(key, SymmetricKey) for key in case.keys):
        return None
    legacy = "Supabase signs so with its legacy JWT secret. " if case.provider == "supabase" else ""
    return Explanation(
        Cause.SIGNED_WITH_SHARED_KEY,
        f"The token is signed with a shared secret ({algorithm}), and the server has public keys only.",
        (*_tried(seen), f"None of these keys can make a signature of {algorithm}."),
        f"{legacy}Let the issuer sign with its private key, or give the server the shared secret: "
        + remedies.in_secret({"type": algorithm, "key": "<the shared secret>"}, ("jwk_url",)),
    )


def _public_key_wanted(seen: Evidence, case: Case) -> Explanation | None:
    """A token of an issuer with public keys, where the server has a shared key."""
    if seen["algorithm"].startswith("HS") or not all(isinstance(key, SymmetricKey) for key in case.keys):
        return None
    return Explanation(
        Cause.SIGNED_WITH_PRIVATE_KEY,
        f"The token is signed with a private key ({seen['algorithm']}), and the server has a shared "
        "secret only.",
        (*_tried(seen), f"None of these keys can make a signature of {seen['algorithm']}."),
        remedies.in_secret({"jwk_url": case.key_address}, ("type", "key")),
    )


def _another_issuers_keys(seen: Evidence, case: Case) -> Explanation | None:
    """The token names an issuer whose keys are at another address than the server's."""
    issuer, url = case.claims.get("iss"), case.secret.jwk_url
    if not isinstance(issuer, str) or url is None:
        return None
    address = key_address_of(issuer)
    if address == url or (address is None and _host(issuer) == _host(url)):
        return None
    return Explanation(
        Cause.KEYS_OF_ANOTHER_ISSUER,
        f"The token comes from {shown(_host(issuer))}, and the server has the keys of {shown(_host(url))}.",
        (f"The token's iss: {shown(issuer)}.", f"The server's jwk_url: {shown(url)}.", *_tried(seen)),
        "If that issuer is yours, let the server read its keys. "
        + remedies.in_secret({"jwk_url": case.key_address}),
    )


def _key_not_in_the_set(seen: Evidence, case: Case) -> Explanation | None:
    kid, document = case.header.get("kid"), case.documents.get(case.secret.jwk_url or "")
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(kid, str) or not isinstance(entries, list):
        return None
    known = [str(entry.get("kid")) for entry in entries if isinstance(entry, dict) and "kid" in entry]
    if not known or kid in known:
        return None
    return Explanation(
        Cause.KEY_NOT_IN_SET,
        f"The token was signed with the key {shown(kid)}, which the loaded key set does not have.",
        (f"Keys of the set: {listed(known)}.", *_tried(seen)),
        "The issuer signs with a newer key. Hasura fetches again only when Cache-Control or Expires "
        "of the set "
        "says so: restart it now, and have the set served with this header:\n\n    Cache-Control: "
        "max-age=300",
    )


def _der(seen: Evidence, case: Case) -> Explanation | None:
    """An elliptic signature in the form that certificates have, tried as such."""
    if seen["algorithm"][:2] != "ES" or len(case.token) > LONGEST_TOKEN:
        return None
    signed, _, text = case.token.rpartition(".")
    signature = base64url(text) or b""
    digest = HASHES[seen["algorithm"][2:]]
    for key in case.keys:
        if isinstance(key, ec.EllipticCurvePublicKey):
            try:
                key.verify(signature, signed.encode(), ec.ECDSA(digest))
            except InvalidSignature:
                continue
            return Explanation(
                Cause.SIGNATURE_IN_DER,
                "The server's key made the signature, but it is written in DER, not as two numbers "
                "side by side.",
                (f"It has {len(signature)} bytes; RFC 7518 wants {2 * ((key.key_size + 7) // 8)}.",),
                remedies.where_signed('crypto.sign("sha256", data, { key, dsaEncoding: "ieee-p1363" })'),
            )
    return None


def _unknown(seen: Evidence, case: Case) -> Explanation:
    algorithm = seen["algorithm"]
    evidence = [*_tried(seen)]
    if not seen["fitting"]:
        evidence.append(f"None of these keys can make a signature of {algorithm}.")
    if case.header.get("kid") is not None:
        evidence.append(f"The token names the key {shown(case.header['kid'])}.")
    if algorithm.startswith("HS"):
        return Explanation(
            Cause.SIGNED_WITH_UNKNOWN_KEY,
            "The token was signed with another key than the server's.",
            (
                *evidence,
                "The key in base64 or hexadecimal, its ends and known sample keys were tried: none fits.",
            ),
            "Sign with exactly the text of `key`; Hasura does not decode base64. "
            + remedies.where_signed("sign(claims, JSON.parse(process.env.HASURA_GRAPHQL_JWT_SECRET).key)"),
        )
    return Explanation(
        Cause.SIGNED_WITH_UNKNOWN_KEY,
        "No key of the server made this token's signature.",
        tuple(evidence),
        "Let the server read the issuer's present keys. "
        + remedies.in_secret({"jwk_url": case.key_address}, () if case.secret.jwk_url else ("type", "key")),
    )


def _tried(seen: Evidence) -> Iterator[str]:
    yield f"The token's algorithm: {seen['algorithm']}."
    yield f"Keys tried: {listed(seen.get('keys', ()))}."


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


SIGNATURE_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "bad_signature": (
        *(wrong_kind, too_short, another_form, another_secret, shared_key_wanted, _public_key_wanted),
        *(_another_issuers_keys, _key_not_in_the_set, _der, _unknown),
    ),
}

"""Words for refusals of the token: its form, its signature, its times and its audience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hasura.explain.words import Explanation, duration, listed, moment, shown
from hasura.model import AuthMode

_Evidence = Mapping[str, Any]


def _not_three_parts(seen: _Evidence, _: AuthMode) -> Explanation:
    parts = seen["parts"]
    evidence = [f"The value has {seen['length']} characters in {parts} part{'' if parts == 1 else 's'}."]
    if parts == 5:
        evidence.append("Five parts are an encrypted token (JWE), which Hasura cannot read.")
    if parts == 1:
        evidence.append("An opaque access token of an identity provider looks like this.")
    return Explanation(
        "The value is not a signed JSON Web Token: header, payload and signature with dots between.",
        tuple(evidence),
        "Send the ID token, or ask the provider for a JWT access token (in Auth0: request an `audience`).",
    )


def _not_base64url(seen: _Evidence, _: AuthMode) -> Explanation:
    evidence = [f"The token's {seen['part']} is not base64url without padding."]
    remedy = "Copy the whole token again; nothing may be added, cut, wrapped or encoded once more."
    if seen["bearer"]:
        evidence.append("The value begins with 'Bearer '; in a cookie or custom header it is used whole.")
        remedy = "Send the token alone, without 'Bearer '."
    if seen["padded"]:
        evidence.append("It ends with '=', which is padding.")
    return Explanation("The token is damaged.", tuple(evidence), remedy)


def _bad_token_header(seen: _Evidence, _: AuthMode) -> Explanation:
    member = seen["member"]
    evidence = ["It is not a JSON object." if member is None else f"The member is {shown(member)}."]
    if "found" in seen:
        evidence.append(f"Its value: {shown(seen['found'])}.")
    return Explanation(
        "The token's header cannot be used.",
        tuple(evidence),
        "Have the issuer sign with one of HS256, RS256, ES256, EdDSA or their larger kin, without `crit`.",
    )


def _bad_claims_set(seen: _Evidence, _: AuthMode) -> Explanation:
    claim, problem = seen["claim"], seen["problem"]
    if problem == "uri":
        evidence = (f"{claim} is {shown(seen['value'])}: with a colon in it, it has to be an absolute URI.",)
        remedy = f"Have the issuer send a {claim} without a colon, or as a whole URI."
    elif claim is None:
        evidence = (f"The payload is {'no JSON' if problem == 'json' else f'JSON, but {problem}'}.",)
        remedy = "Have the issuer put a JSON object of claims into the payload."
    else:
        evidence = (f"{claim} is of the kind {problem}.",)
        remedy = "Send times as numbers of seconds since 1970, and jti, iss, sub and aud as strings."
    return Explanation("The token's claims break the standard, so that Hasura reads none.", evidence, remedy)


def _unsigned(seen: _Evidence, _: AuthMode) -> Explanation:
    return Explanation(
        "The token has no signature that Hasura takes.",
        (f"Its algorithm is {shown(seen['algorithm'])}.",),
        "Sign the token; `./herm token mint --role user` makes one for development.",
    )


def _no_keys(seen: _Evidence, _: AuthMode) -> Explanation:
    return Explanation(
        "The server has no key to check the token with: its JWK set is not loaded, or is empty.",
        (f"The token's algorithm is {shown(seen['algorithm'])}.",),
        "Try again after a second; right after its start Hasura has not fetched the set yet. If it stays so, "
        "fetch `jwk_url` from where Hasura runs: it has to answer a JWK set.",
    )


def _bad_signature(seen: _Evidence, mode: AuthMode) -> Explanation:
    algorithm = seen["algorithm"]
    evidence = [f"The token's algorithm: {algorithm}.", f"Keys tried: {listed(seen['keys'])}."]
    fetched = any(secret.jwk_url is not None for secret in mode.jwt_secrets)
    if not seen["fitting"]:
        evidence.append(f"None of these keys can make a signature of {algorithm}.")
        remedy = "Give the JWT secret the key of the issuer that made this token."
        if algorithm.startswith("HS"):
            needed = int(algorithm[2:]) // 8
            remedy = f"{algorithm} needs a symmetric key of {needed} bytes or more. {remedy}"
    elif algorithm.startswith("HS"):
        remedy = (
            "Sign with exactly the text of `key` as bytes. Hasura does not decode base64: a signer that does "
            "needs the decoded bytes to be the text that stands in `key`."
        )
    elif fetched:
        remedy = (
            "The issuer may sign with a new key that the loaded set lacks. Hasura fetches again only when "
            "Cache-Control or Expires of the set says so; restart it, or have the set served with max-age."
        )
    else:
        remedy = "Replace `key` by the issuer's present public key, or use `jwk_url` so that it is fetched."
    return Explanation("No key of the server made this token's signature.", tuple(evidence), remedy)


def _clock(seen: _Evidence) -> tuple[str, str]:
    skew = seen["skew"]
    allowed = f"Allowed clock difference: {duration(skew)}." if skew else "No clock difference is allowed."
    return f"The server's clock: {moment(seen['now'])}.", allowed


def _expired(seen: _Evidence, _: AuthMode) -> Explanation:
    ago = seen["now"] - seen["time"]
    return Explanation(
        f"The token has expired: {duration(ago)} ago.",
        (f"Its exp: {moment(seen['time'])}.", *_clock(seen)),
        "Get a new token. If it was made just now, compare the clocks of the issuer and of this server.",
    )


def _early(claim: str, what: str) -> Callable[[_Evidence, AuthMode], Explanation]:
    def explanation(seen: _Evidence, _: AuthMode) -> Explanation:
        ahead = seen["time"] - seen["now"]
        return Explanation(
            f"The token {what}, {duration(ahead)} from now.",
            (f"Its {claim}: {moment(seen['time'])}.", *_clock(seen)),
            "Set the clocks right, or set `allowed_skew` in HASURA_GRAPHQL_JWT_SECRET, for example to 30.",
        )

    return explanation


def _wrong_audience(seen: _Evidence, _: AuthMode) -> Explanation:
    expected = seen["expected"]
    remedy = "Set `audience` in HASURA_GRAPHQL_JWT_SECRET to the token's aud, if it is meant for this API."
    if not expected:
        remedy = "`audience` is an empty list, which refuses every token with an aud. " + remedy
    return Explanation(
        "The token is meant for someone else.",
        (f"The token's aud: {listed(seen['found'])}.", f"Expected one of: {listed(expected)}."),
        remedy,
    )


TOKEN: Mapping[str, Callable[[_Evidence, AuthMode], Explanation]] = {
    "not_three_parts": _not_three_parts,
    "not_base64url": _not_base64url,
    "bad_token_header": _bad_token_header,
    "bad_claims_set": _bad_claims_set,
    "unsigned": _unsigned,
    "no_keys": _no_keys,
    "bad_signature": _bad_signature,
    "expired": _expired,
    "issued_in_future": _early("iat", "says that it was issued in the future"),
    "not_yet_valid": _early("nbf", "is not valid yet: it begins"),
    "wrong_audience": _wrong_audience,
}

"""The wrong token of a provider: genuine, but not the one that is meant for an API such as Hasura."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.token.asking import ask
from hasura.explain.words import Evidence, Explanation, shown

_GRAPH = (
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
)
_FIREBASE_CUSTOM = "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
_Object = Mapping[str, Any]


class _Kind(NamedTuple):
    """A kind of token, what it is for, and the mark by which it is known."""

    fits: Callable[[_Object, _Object], bool]
    provider: str
    cause: Cause
    sentence: str
    mark: str


def _issuer(claims: _Object) -> str:
    return str(claims.get("iss", ""))


def _microsoft(claims: _Object) -> bool:
    return any(host in _issuer(claims) for host in ("sts.windows.net", "login.microsoftonline.com"))


# Of several rows that fit, the first one counts.
_KINDS: Sequence[_Kind] = (
    _Kind(
        lambda header, claims: claims.get("aud") in _GRAPH or ("nonce" in header and _microsoft(claims)),
        "entra",
        Cause.TOKEN_FOR_GRAPH,
        "The token is for Microsoft Graph: nobody but Graph can verify it; ask for your own API's scope.",
        "Its header has a nonce or its aud is Graph's: the signature is made over something else "
        "than what is sent.",
    ),
    _Kind(
        lambda _, claims: claims.get("aud") == _FIREBASE_CUSTOM,
        "firebase",
        Cause.TOKEN_FIREBASE_CUSTOM,
        "The token is a custom token of Firebase, which a client first has to exchange for an ID token.",
        "Its aud is Firebase's own service; signInWithCustomToken exchanges it.",
    ),
    _Kind(
        lambda _, claims: _issuer(claims).startswith("https://session.firebase.google.com/"),
        "firebase",
        Cause.TOKEN_FIREBASE_SESSION,
        "The token is a session cookie of Firebase, signed with other keys than an ID token.",
        "Its iss begins with https://session.firebase.google.com/.",
    ),
    _Kind(
        lambda _, claims: (
            _issuer(claims) in ("supabase", "supabase-demo") or claims.get("role") == "service_role"
        ),
        "supabase",
        Cause.TOKEN_SUPABASE_KEY,
        "The token is an API key of Supabase, which names the project and no user.",
        "Its iss is `supabase`, or its role is `service_role`; never give that key to a client.",
    ),
    _Kind(
        lambda header, claims: (
            "refresh"
            in {str(one).lower() for one in (header.get("typ"), claims.get("typ"), claims.get("token_type"))}
            or claims.get("typ") == "Offline"
        ),
        "",
        Cause.TOKEN_REFRESH,
        "The token is a refresh token, which only its issuer takes, to give a new access token for it.",
        "Its typ or token_type says so.",
    ),
    _Kind(
        lambda _, claims: claims.get("token_use") == "access" and "cognito-idp" in _issuer(claims),
        "cognito",
        Cause.TOKEN_COGNITO_ACCESS,
        "The token is Cognito's access token; Hasura's claims and the audience are in the ID token.",
        "Its token_use is `access`.",
    ),
    _Kind(
        lambda _, claims: claims.get("typ") == "ID" and "/realms/" in _issuer(claims),
        "keycloak",
        Cause.TOKEN_ID,
        "The token is an ID token, which tells the client who logged in; an API wants the access token.",
        "Its typ is `ID`.",
    ),
    _Kind(
        lambda _, claims: (
            "scp" not in claims
            and "scope" not in claims
            and any(name in claims for name in ("nonce", "at_hash", "c_hash", "sid"))
            and any(host in _issuer(claims) for host in (".auth0.com", ".okta.com"))
        ),
        "",
        Cause.TOKEN_ID,
        "The token is an ID token, which tells the client who logged in; this server wants an access token.",
        "It has a nonce, at_hash or sid and no scope, as an ID token has.",
    ),
)


def wrong_kind(_: Evidence, case: Case) -> Explanation | None:
    """The words for a token of the wrong kind; None where the kind is right or not known."""
    kind = next((kind for kind in _KINDS if kind.fits(case.header, case.claims)), None)
    if kind is None:
        return None
    audience = case.claims.get("aud")
    expected = case.secret.audience
    evidence = [kind.mark]
    if isinstance(audience, str):
        evidence.append(f"The token's aud: {shown(audience)}.")
    if expected:
        evidence.append(f"The server expects the audience {shown(expected[0])}.")
    return Explanation(kind.cause, kind.sentence, tuple(evidence), ask(case, kind.provider or None))

"""The vocabulary of Hasura's JWT authentication: what a JWT secret says once it is parsed.

Source of every rule: the code of Hasura GraphQL Engine v2 and its JOSE library; the documentation where
the code is silent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

DEFAULT_NAMESPACE = "https://hasura.io/jwt/claims"
ALLOWED_ROLES = "x-hasura-allowed-roles"
DEFAULT_ROLE = "x-hasura-default-role"

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


@dataclass(frozen=True)
class SymmetricKey:
    """The raw bytes of an `oct` key; never printed."""

    secret: bytes = field(repr=False)


Key = SymmetricKey | PublicKey

JSONPath = tuple[str | int, ...]
"""Object keys and array indexes, outermost first; empty is the root `$`."""


@dataclass(frozen=True)
class ClaimPath:
    """A session variable read from a path of the token, with an optional default."""

    path: JSONPath
    default: str | tuple[str, ...] | None = None


ClaimSource = ClaimPath | str | tuple[str, ...]
"""Where a session variable comes from: a path, or a literal (a tuple only for the allowed roles)."""


@dataclass(frozen=True)
class Namespace:
    """The claims stand together under one claim, named (`name`) or found by a path (`path`)."""

    name: str | None = DEFAULT_NAMESPACE
    path: JSONPath | None = None
    format: Literal["json", "stringified_json"] = "json"


@dataclass(frozen=True)
class ClaimsMap:
    """Every session variable has its own source."""

    sources: Mapping[str, ClaimSource]


@dataclass(frozen=True)
class TokenLocation:
    """Where the request carries the token; `name` is the cookie's or the custom header's name."""

    kind: Literal["Authorization", "Cookie", "CustomHeader"] = "Authorization"
    name: str | None = None


@dataclass(frozen=True)
class JwtSecret:
    """One parsed `HASURA_GRAPHQL_JWT_SECRET`.

    Attributes:
        type: The algorithm as written; None when absent. It does not limit the algorithms of tokens.
        key: The verification key, or None in `jwk_url` form.
        jwk_url: Address of a JWK set, or None in `key` form.
        audience: None accepts any audience; an empty tuple refuses every token that has one.
        allowed_skew: Seconds, never negative.
    """

    type: str | None
    key: Key | None
    jwk_url: str | None
    claims: Namespace | ClaimsMap
    audience: tuple[str, ...] | None
    issuer: str | None
    allowed_skew: float
    location: TokenLocation


@dataclass(frozen=True)
class Warning:  # noqa: A001 - the field's word; Python's own class is not used in this package
    """Something that Hasura accepts silently and that users regret."""

    id: str
    reason: str
    remedy: str


class StartupError(Exception):
    """Hasura would not start; the message is the text that it prints, never with a key in it.

    Attributes:
        variable: The environment variable whose value is wrong; "" where it is not one alone.
    """

    def __init__(self, text: str, variable: str = "") -> None:
        super().__init__(text)
        self.variable = variable


def fatal(variable: str, text: str) -> StartupError:
    """The error about a variable whose value Hasura cannot read."""
    return StartupError(f"Fatal Error:- Environment variable {variable}: {text}", variable)


@dataclass(frozen=True)
class AuthMode:
    """What the server's start-up decided once for all requests.

    Attributes:
        admin_secret_hashes: SHA-512 digests of the accepted admin secrets; empty when none is configured.
        jwt_secrets: The parsed JWT secrets; empty when JWT mode is off.
        webhook: The address of the authentication webhook, or None.
        unauthorized_role: The role of requests without any credentials, or None.
    """

    admin_secret_hashes: tuple[bytes, ...] = field(repr=False)
    jwt_secrets: tuple[JwtSecret, ...]
    webhook: str | None
    unauthorized_role: str | None


@dataclass(frozen=True)
class Accepted:
    """The request goes on with this role; session variable names are in lower case.

    Attributes:
        expires_at: Seconds since the epoch at which the token ends, or None.
        trusted: Whether the admin secret was sent, or none is configured: permissions that are `backend_only`
            are for such requests.
    """

    role: str
    session: Mapping[str, str]
    expires_at: float | None = None
    trusted: bool = False


@dataclass(frozen=True)
class Refused:
    """The request is refused: HTTP status of `/v1alpha1/graphql`, Hasura's error code and message.

    Attributes:
        reason: The name of the decision, by which `explain` finds its words; empty for a refusal that the
            check does not make.
        evidence: What the decision saw (claims found, claims expected, clock difference, ...), for the
            explanation; no keys and no signatures.
    """

    status: int
    code: str
    message: str
    reason: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


Decision = Accepted | Refused

Headers = Sequence[tuple[str, str]]
"""Request headers in the order received; names in any case."""

"""Requests that people asked for help with in public, rebuilt with made-up keys: one row a case.

Each row has the server's environment, the request, Hasura's answer, and what the words have to convey.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.unit.hasura.public_keys import KEY, NOW, TENANT, jwks, token
from tests.unit.hasura.tokens import encode

SECRET = "made-up-secret-of-an-admin"
URL = "https://id.example/jwks"
AUTH0 = "https://acme.eu.auth0.com/"
SUPABASE = "https://abcdefghijklmnopqrst.supabase.co/auth/v1"
NAMESPACE = "https://hasura.io/jwt/claims"
CLAIMS: Mapping[str, Any] = {
    "x-hasura-allowed-roles": ["user", "editor"],
    "x-hasura-default-role": "user",
    "x-hasura-user-id": "42",
}
ROLES_OF_MICROSOFT = {
    "x-hasura-allowed-roles": {"path": "$.roles"},
    "x-hasura-default-role": "user",
    "x-hasura-user-id": {"path": "$.oid"},
}
BACKEND_ONLY = "X-Hasura-Use-Backend-Only-Permissions"


@dataclass(frozen=True)
class Case:
    """One case.

    Attributes:
        secret: The JWT secret's fields, or its text.
        env: Further variables; `HASURA_GRAPHQL_` is left out of the names.
        answer: Hasura's answer to the request: the role, or status, code and beginning of the message.
        says: Patterns that explanation and remedy have to match.
        says_not: Patterns that they must not match.
    """

    name: str
    headers: Sequence[tuple[str, str]]
    answer: str
    secret: Mapping[str, Any] | None = field(default_factory=lambda: {"type": "HS256", "key": KEY})
    env: Mapping[str, str] = field(default_factory=dict)
    jwks: Mapping[str, Any] | None = None
    says: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()

    @property
    def request(self) -> dict[str, Any]:
        """The case as a line of the batch interface."""
        env = {"ADMIN_SECRET": SECRET, **self.env}
        if self.secret is not None:
            env["JWT_SECRET"] = json.dumps(self.secret)
        named = {f"HASURA_GRAPHQL_{name}": value for name, value in env.items()}
        return {"env": named, "headers": [list(one) for one in self.headers], "now": NOW, "jwks": self.jwks}


def bearer(value: str) -> list[tuple[str, str]]:
    """The usual header."""
    return [("Authorization", f"Bearer {value}")]


def under(claims: Mapping[str, Any] = CLAIMS, **others: Any) -> dict[str, Any]:
    """Claims with Hasura's at their usual place."""
    return {NAMESPACE: claims, **others}


def at(url: str = URL, **fields: Any) -> dict[str, Any]:
    """A JWT secret that fetches its keys."""
    return {"jwk_url": url, **fields}


def hs256(**fields: Any) -> dict[str, Any]:
    """A JWT secret with the shared key."""
    return {"type": "HS256", "key": KEY, **fields}


def jwt(error: str) -> str:
    """The answer to a token that does not verify."""
    return f"400 invalid-jwt Could not verify JWT: {error}"


ONE_PART = jwt("JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got 1)")
FIVE_PARTS = jwt("JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got 5)")
BAD_SIGNATURE = jwt("JWSError JWSInvalidSignature")
NO_KEYS = jwt("JWSError NoUsableKeys")
MALFORMED = "400 invalid-headers Malformed Authorization header"
MISSING = "400 invalid-headers Missing 'Authorization' or 'Cookie' header in JWT authentication mode"
NOT_FOUND = f"400 jwt-invalid-claims claims key: '{NAMESPACE}' not found"
DENIED = "400 access-denied Your requested role is not in allowed roles"
WRONG_SECRET = "401 access-denied invalid x-hasura-admin-secret/x-hasura-access-key"
NO_SECRET = "401 access-denied x-hasura-admin-secret/x-hasura-access-key required, but not found"
NO_ROLES = "400 jwt-missing-role-claims JWT claim does not contain x-hasura-allowed-roles"
WAIT = "Try again after a second"
GOOD = token(under())
GOOD_RSA = token(under(), "RS256")

HEADERS = [
    Case(
        "backend-only header is a digit",
        [("x-hasura-admin-secret", SECRET), ("x-hasura-role", "user"), (BACKEND_ONLY, "1")],
        "400 bad-request x-hasura-use-backend-only-permissions:  Not a valid boolean text. True values are "
        '["true","t","yes","y"] and  False values are ["false","f","no","n"]. All values are case '
        "insensitive",
        says=("boolean",),
    ),
    Case(
        "backend-only header in capitals",
        [("x-hasura-admin-secret", SECRET), ("x-hasura-role", "user"), (BACKEND_ONLY, "YES")],
        "user",
    ),
    Case("backend-only header beside a token is not read", [*bearer(GOOD), (BACKEND_ONLY, "1")], "user"),
    Case(
        "scheme in capitals", [("Authorization", f"BEARER {GOOD}")], MALFORMED, says=("BEARER", "exact case")
    ),
    Case(
        "a colon after the scheme",
        [("Authorization", f"Bearer: {GOOD}")],
        MALFORMED,
        says=("colon|'Bearer:'",),
        says_not=("has 2 words",),
    ),
    Case(
        "a browser's cookie under the name that https gives it",
        [("Cookie", f"__Secure-next-auth.session-token={GOOD}")],
        MISSING,
        secret=hs256(header={"type": "Cookie", "name": "next-auth.session-token"}),
        says=("__Secure-next-auth", "header"),
    ),
    Case(
        "a WebSocket's handshake",
        [
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Protocol", "graphql-transport-ws"),
            ("Origin", "http://localhost:3000"),
        ],
        MISSING,
        says=("connection_init",),
    ),
    Case(
        "a sample admin secret left in a client",
        [("x-hasura-admin-secret", "myadminsecretkey"), *bearer(GOOD)],
        WRONG_SECRET,
        says=("(?i)leave .*header",),
    ),
    Case(
        "a server's secret that ends in a line break",
        [("x-hasura-admin-secret", SECRET)],
        WRONG_SECRET,
        env={"ADMIN_SECRET": f"{SECRET}\n"},
        says=("line break|newline|white ?space",),
    ),
    Case(
        "the plural variable in the Community Edition",
        bearer(GOOD),
        NO_SECRET,
        secret=None,
        env={"JWT_SECRETS": json.dumps([hs256()])},
        says=("plural",),
    ),
    Case(
        "two secrets of which one has no issuer",
        bearer(token(under(iss="https://securetoken.google.com/demo-1", aud="demo-1"), "RS256")),
        "400 invalid-headers Could not verify JWT: Multiple JWTs found",
        secret=None,
        env={
            "EE_LICENSE_KEY": "made-up",
            "JWT_SECRETS": json.dumps([hs256(), at(issuer="https://securetoken.google.com/demo-1")]),
        },
        says=("issuer",),
    ),
    Case(
        "cookies without a token, and a role for strangers",
        [("Cookie", "_ga=GA1.2; other=1")],
        "public",
        secret=hs256(header={"type": "Cookie", "name": "access_token"}),
        env={"UNAUTHORIZED_ROLE": "public"},
    ),
    Case("a cookie beside the header", [("Cookie", "_ga=1"), *bearer(GOOD)], "user"),
    Case(
        "a proxy's assertion in a header of its own",
        [("X-Goog-IAP-JWT-Assertion", token(under(), "ES256"))],
        "user",
        secret=at(header={"type": "CustomHeader", "name": "x-goog-iap-jwt-assertion"}),
        jwks={URL: jwks("ES256")},
    ),
]

IN_ITS_PLACE = [
    Case(
        "a header built too early",
        bearer("undefined"),
        ONE_PART,
        says=("undefined",),
        says_not=("opaque", "ID token"),
    ),
    Case(
        "a template that was not filled",
        bearer("{{token}}"),
        ONE_PART,
        says=(r"\{\{|template|variable|placeholder",),
        says_not=("opaque", "Send the ID token"),
    ),
    Case(
        "quotes of JSON.stringify",
        bearer(f'"{GOOD}"'),
        jwt('JWSError (JSONDecodeError "Not valid base64url")'),
        says=("quote",),
    ),
    Case(
        "Auth0's encrypted token",
        bearer(
            encode(json.dumps({"alg": "dir", "enc": "A256GCM", "iss": AUTH0}).encode()) + "..AAAA.BBBB.CCCC"
        ),
        FIVE_PARTS,
        secret=at(f"{AUTH0}.well-known/jwks.json", issuer=AUTH0, audience="https://api.acme.example"),
        jwks={f"{AUTH0}.well-known/jwks.json": jwks("RS256")},
        says=("audience",),
        says_not=("Send the ID token",),
    ),
    Case(
        "Cognito's refresh token",
        bearer(
            encode(json.dumps({"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"}).encode())
            + ".AAAA.BBBB.CCCC.DDDD"
        ),
        FIVE_PARTS,
        secret=at(claims_format="stringified_json"),
        jwks={URL: jwks("RS256")},
        says=("encrypted", "ID token"),
    ),
]

SIGNATURES = [
    Case(
        "a key that the signer decodes from base64",
        bearer(token(under(), key=b"forty-eight made-up bytes, base64 of them is key")),
        BAD_SIGNATURE,
        secret=hs256(key="Zm9ydHktZWlnaHQgbWFkZS11cCBieXRlcywgYmFzZTY0IG9mIHRoZW0gaXMga2V5"),
        says=("base64",),
    ),
    Case(
        "a key with a line break at its end",
        bearer(GOOD),
        BAD_SIGNATURE,
        secret=hs256(key=f"{KEY}\n"),
        says=(r"line break|newline|white ?space|\\n",),
    ),
    Case(
        "a token for Microsoft Graph",
        bearer(
            token(
                {
                    "iss": f"https://sts.windows.net/{TENANT}/",
                    "aud": "00000003-0000-0000-c000-000000000000",
                    "ver": "1.0",
                },
                "RS256-other",
                nonce="AQABAAAA",
                kid="g1",
            )
        ),
        BAD_SIGNATURE,
        secret=at(
            claims_map={"x-hasura-allowed-roles": {"path": "$.roles"}, "x-hasura-default-role": "user"}
        ),
        jwks={URL: jwks("RS256", kid="k1")},
        says=("Graph|nonce|own API|scope",),
        says_not=("restart it",),
    ),
    Case(
        "keys of another instance",
        bearer(token(under(iss="https://happy-fox-12.clerk.accounts.dev"), "RS256-other")),
        BAD_SIGNATURE,
        secret=at("https://clerk.acme.example/.well-known/jwks.json"),
        jwks={"https://clerk.acme.example/.well-known/jwks.json": jwks("RS256")},
        says=(r"happy-fox-12\.clerk\.accounts\.dev",),
    ),
    Case(
        "a set with a key for encryption too",
        bearer(GOOD_RSA),
        "user",
        secret=at(),
        jwks={
            URL: {"keys": [*jwks("RS256-other", use="enc", alg="RSA-OAEP")["keys"], *jwks("RS256")["keys"]]}
        },
    ),
    Case(
        "a modulus with a zero byte before it",
        bearer(GOOD_RSA),
        NO_KEYS,
        secret=at(),
        jwks={URL: jwks("RS256", leading_zero=True)},
        says=(r"zero byte|leading null|\bn\b.*(zero|null)",),
        says_not=(WAIT,),
    ),
    Case(
        "an error document in place of the set",
        bearer(GOOD_RSA),
        NO_KEYS,
        secret=at(),
        jwks={URL: {"status": "error", "msg": "Unauthorized operation"}},
        says=("keys",),
        says_not=(WAIT,),
    ),
    Case(
        "one key in place of the set",
        bearer(token(under(), "EdDSA")),
        NO_KEYS,
        secret=at(),
        jwks={URL: jwks("EdDSA")["keys"][0]},
        says=(r"keys\b.*\[|list.*keys|single (JWK|key)",),
        says_not=(WAIT,),
    ),
    Case(
        "an empty set, and a token of a shared secret",
        bearer(token(under(iss=SUPABASE, aud="authenticated", role="authenticated"))),
        NO_KEYS,
        secret=at(f"{SUPABASE}/.well-known/jwks.json", audience="authenticated", issuer=SUPABASE),
        jwks={f"{SUPABASE}/.well-known/jwks.json": {"keys": []}},
        says=(r"HS256[^.]*(shared|symmetric)|(shared|symmetric)[^.]*(secret|key)",),
        says_not=(WAIT,),
    ),
]

TIMES_AND_NAMES = [
    Case(
        "an end in milliseconds",
        bearer(token(under(exp=NOW * 1000))),
        "user",
        says=("millisecond",),
        says_not=("Nothing to do",),
    ),
    Case(
        "a clock that is two seconds ahead",
        bearer(token(under(iat=NOW + 2))),
        jwt("JWTIssuedAtFuture"),
        says=("allowed_skew", "2 seconds"),
    ),
    Case(
        "a subject with a colon",
        bearer(token(under(sub="oauth2|Shop|1:7"))),
        jwt('JWTClaimsSetDecodeError "Error in $.sub: failed to parse StringOrURI"'),
        says=("colon",),
    ),
    Case(
        "one bad audience in a list",
        bearer(
            token(under(aud=["https://app.acme.example:5173/ home", "https://acme.eu.auth0.com/userinfo"]))
        ),
        jwt('JWTClaimsSetDecodeError "Error in $.aud: parsing StringOrURI failed, expected String, but '),
        says=(r"app\.acme\.example",),
        says_not=("aud is of the kind Array", "aud as strings"),
    ),
    Case(
        "Auth0's ID token where an access token is expected",
        bearer(
            token({"iss": AUTH0, "sub": "auth0|1", "aud": "Client123", "nonce": "n", "sid": "s"}, "RS256")
        ),
        jwt("JWTNotInAudience"),
        secret=at(audience="https://api.acme.example", issuer=AUTH0),
        jwks={URL: jwks("RS256")},
        says=("ID token", "access token"),
    ),
    Case(
        "Microsoft's version 1 where version 2 is expected",
        bearer(
            token(
                {
                    "ver": "1.0",
                    "iss": f"https://sts.windows.net/{TENANT}/",
                    "aud": "api://api-1",
                    "oid": "o",
                    "roles": ["user"],
                },
                "RS256",
            )
        ),
        jwt("JWTNotInIssuer"),
        secret=at(
            claims_map=ROLES_OF_MICROSOFT,
            audience="api-1",
            issuer=f"https://login.microsoftonline.com/{TENANT}/v2.0",
        ),
        jwks={URL: jwks("RS256")},
        says=("version|requestedAccessTokenVersion|v1",),
    ),
    Case(
        "one realm under two host names",
        bearer(token(under(iss="http://localhost:8080/realms/shop"), "RS256")),
        jwt("JWTNotInIssuer"),
        secret=at(issuer="http://keycloak:8080/realms/shop"),
        jwks={URL: jwks("RS256")},
        says=("localhost:8080", "keycloak:8080", "issuer"),
    ),
]

CLAIM_PLACES = [
    Case(
        "people without an app role",
        bearer(token({"oid": "o-1", "ver": "2.0"}, "RS256")),
        NO_ROLES,
        secret=at(claims_map=ROLES_OF_MICROSOFT),
        jwks={URL: jwks("RS256")},
        says=("default",),
        says_not=('Have the issuer send "x-hasura-allowed-roles"',),
    ),
    Case(
        "a whole path in brackets and quotes",
        bearer(token({"org": "x-org"}, "RS256")),
        DENIED,
        secret=at(
            claims_map={
                "x-hasura-allowed-roles": {"path": '["$.org"]', "default": []},
                "x-hasura-default-role": "x-org",
            }
        ),
        jwks={URL: jwks("RS256")},
        says=(r"\$\.org|path", "default|found nothing"),
        says_not=("the token's x-hasura-default-role",),
    ),
    Case(
        "a name split at its dots",
        bearer(token({"https://hasura": {"io/jwt/claims": CLAIMS}}, "RS256")),
        NOT_FOUND,
        secret=at(),
        jwks={URL: jwks("RS256")},
        says=("io/jwt/claims.*(nested|inside)", "claims_namespace_path"),
    ),
    Case(
        "claims in the provider's metadata",
        bearer(token({"app_metadata": {"hasura": CLAIMS}})),
        NOT_FOUND,
        says=(r"app_metadata\.hasura",),
    ),
    Case(
        "a list as a session variable",
        bearer(token(under({**CLAIMS, "x-hasura-allowed-organisations": ["a-1", "b-2"]}))),
        "400 jwt-invalid-claims x-hasura-* claims: parsing Text failed, expected String, but "
        "encountered Array",
        says=(r"\{a,b\}",),
    ),
    Case(
        "claims as a string of JSON",
        bearer(token({NAMESPACE: json.dumps(CLAIMS)}, "RS256")),
        "400 jwt-invalid-claims expecting a json object when claims_format is json",
        secret=at(),
        jwks={URL: jwks("RS256")},
        says=("stringified_json",),
    ),
    Case(
        "a path into a string of JSON",
        bearer(token({"app": json.dumps({"user_id": "7", "default_role": "editor", "roles": ["editor"]})})),
        "400 jwt-invalid-claims JWT claim from claims_map, x-hasura-user-id not found",
        secret=hs256(
            claims_namespace="app",
            claims_format="stringified_json",
            claims_map={
                "x-hasura-user-id": {"path": "$.app.user_id"},
                "x-hasura-default-role": {"path": "$.app.default_role", "default": "user"},
                "x-hasura-allowed-roles": {"path": "$.app.roles", "default": ["user"]},
            },
        ),
        says=(r"'app'[^.]*(text|string)|\$\.app is a (text|string)|claims_format",),
        says_not=("names are case-sensitive",),
    ),
]

ACCEPTED = [
    Case(
        "a fixed value where a path was meant",
        bearer(token({"user_id": "u-77"}, "RS256")),
        "user",
        secret=at(
            claims_map={
                "x-hasura-allowed-roles": ["user"],
                "x-hasura-default-role": "user",
                "x-hasura-user-id": "user_id",
            }
        ),
        jwks={URL: jwks("RS256")},
        says=(r"fixed|constant|same for|every(body|one)|\$\.user_id",),
        says_not=("Nothing to do",),
    ),
    Case(
        "a role in the token",
        bearer(
            token(
                under(
                    {
                        "x-hasura-allowed-roles": ["public", "editor"],
                        "x-hasura-default-role": "public",
                        "x-hasura-role": "editor",
                    }
                )
            )
        ),
        "public",
        says=("x-hasura-role",),
    ),
    Case(
        "a role asked for without a token",
        [("X-Hasura-Role", "public")],
        "anonymous",
        env={"UNAUTHORIZED_ROLE": "anonymous"},
        says=("x-hasura-role|public",),
    ),
    Case(
        "a session without a user",
        bearer(
            token(
                under(
                    {
                        "x-hasura-allowed-roles": ["user"],
                        "x-hasura-default-role": "user",
                        "x-hasura-role": "user",
                    },
                    iat=NOW - 60.447,
                )
            )
        ),
        "user",
        says=("x-hasura-user-id",),
    ),
    Case(
        "fixed roles and a path",
        bearer(token({})),
        "user",
        secret=hs256(
            claims_map={
                "x-hasura-user-id": {"path": "$.sub"},
                "x-hasura-default-role": "user",
                "x-hasura-allowed-roles": ["user"],
            }
        ),
    ),
]

CASES = [*HEADERS, *IN_ITS_PLACE, *SIGNATURES, *TIMES_AND_NAMES, *CLAIM_PLACES, *ACCEPTED]

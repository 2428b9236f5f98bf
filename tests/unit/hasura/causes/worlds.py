"""One world for every cause: what people did, and what the cure yields where it is done outside of herm."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hasura.explain.cause import Cause
from tests.unit.hasura.cases.public_cases import (
    AUTH0,
    BACKEND_ONLY,
    CLAIMS,
    NAMESPACE,
    ROLES_OF_MICROSOFT,
    SECRET,
    SUPABASE,
    URL,
    at,
    hs256,
    under,
)
from tests.unit.hasura.causes.world import World
from tests.unit.hasura.public_keys import KEY, NOW, TENANT, jwks, token
from tests.unit.hasura.tokens import assemble, encode, private_pem, public_pem

ADMIN = "x-hasura-admin-secret"
GOOD = token(under())
RSA: dict[str, Any] = {"algorithm": "RS256", "secret": at(), "web": {URL: jwks("RS256")}}
MAPPED = {"x-hasura-allowed-roles": {"path": "$.roles"}, "x-hasura-default-role": "user"}
KEYCLOAK = "https://id.acme.example/realms/shop"
MICROSOFT = f"https://login.microsoftonline.com/{TENANT}/v2.0"
FIREBASE = "https://securetoken.google.com/acme-1"
PROJECT_KEYS = f"{SUPABASE}/.well-known/jwks.json"


def sent(*headers: tuple[str, str]) -> dict[str, Any]:
    """A request with these headers alone."""
    return {"headers": headers}


def carried(value: str, **others: Any) -> dict[str, Any]:
    """A request whose Authorization carries this in place of a token."""
    return {"headers": (("Authorization", f"Bearer {value}"),), **others}


def without(name: str) -> dict[str, Any]:
    """Hasura's claims without one of them."""
    return under({key: value for key, value in CLAIMS.items() if key != name})


def _der_signature() -> str:
    signed = token(under(), "ES256").rpartition(".")[0]
    key = serialization.load_pem_private_key(private_pem("ES256").encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return f"{signed}.{encode(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))}"


def _encrypted(**header: str) -> str:
    return encode(json.dumps(header).encode()) + ".AAAA.BBBB.CCCC.DDDD"


REQUESTS = [
    World(Cause.ADMIN_SECRET_SENT_WITH_MORE, **sent((ADMIN, f' "{SECRET}" '))),
    World(Cause.ADMIN_SECRET_SENT_WITH_MORE, **sent((ADMIN, f"Bearer {SECRET}"))),
    World(Cause.ADMIN_SECRET_KEPT_WITH_MORE, **sent((ADMIN, SECRET)), env={"ADMIN_SECRET": f"{SECRET}\n"}),
    World(Cause.ADMIN_SECRET_KEPT_WITH_MORE, **sent((ADMIN, SECRET)), env={"ADMIN_SECRET": f"{SECRET}\r\n"}),
    World(Cause.ADMIN_SECRET_KEPT_WITH_MORE, **sent((ADMIN, SECRET)), env={"ADMIN_SECRET": f" {SECRET}"}),
    World(Cause.ADMIN_SECRET_KEPT_WITH_MORE, **sent((ADMIN, SECRET)), env={"ADMIN_SECRET": f'"{SECRET}"'}),
    World(Cause.ADMIN_SECRET_KEPT_WITH_MORE, **sent((ADMIN, SECRET)), env={"ADMIN_SECRET": f"'{SECRET}'"}),
    World(Cause.ADMIN_SECRET_PLACEHOLDER, **sent((ADMIN, "undefined"), ("Authorization", "Bearer {token}"))),
    World(Cause.TOKEN_AS_ADMIN_SECRET, **sent((ADMIN, "{token}"))),
    World(Cause.ADMIN_SECRET_WRONG, **sent((ADMIN, "myadminsecretkey"), ("Authorization", "Bearer {token}"))),
    World(Cause.BACKEND_ONLY_NOT_BOOLEAN, **sent((ADMIN, SECRET), (BACKEND_ONLY, "1"))),
    World(Cause.ADMIN_SECRET_ELSEWHERE, secret=None, **sent(("Authorization", f"Bearer {SECRET}"))),
    World(Cause.ADMIN_SECRET_ELSEWHERE, secret=None, **sent(("X-Hasura-Secret", SECRET))),
    World(Cause.NO_JWT_SECRET, secret=None),
    World(Cause.JWT_SECRETS_IGNORED, secret=None, env={"JWT_SECRETS": json.dumps([hs256()])}),
    World(Cause.NO_ADMIN_SECRET, secret=None, **sent(("Accept", "*/*"))),
    World(
        Cause.WEBSOCKET_WITHOUT_CREDENTIALS,
        **sent(("Upgrade", "websocket")),
        right={"headers": (("Authorization", "Bearer {token}"),)},
    ),
    World(
        Cause.WEBSOCKET_WITHOUT_CREDENTIALS,
        secret=None,
        **sent(("Sec-WebSocket-Key", "x")),
        right={"headers": ((ADMIN, SECRET),)},
    ),
    World(Cause.AUTHORIZATION_WITHOUT_TOKEN, **sent(("Authorization", "Bearer "))),
    World(Cause.AUTHORIZATION_WITHOUT_BEARER, **sent(("Authorization", "{token}"))),
    World(Cause.AUTHORIZATION_SCHEME, **sent(("Authorization", "Token {token}"))),
    World(Cause.AUTHORIZATION_SCHEME, **sent(("Authorization", "Bearer: {token}"))),
    World(Cause.AUTHORIZATION_BEARER_TWICE, **sent(("Authorization", "Bearer Bearer {token}"))),
    World(Cause.AUTHORIZATION_JOINED, **sent(("Authorization", "Bearer {token}, Bearer {token}"))),
    World(Cause.AUTHORIZATION_MALFORMED, **sent(("Authorization", ""))),
    World(Cause.TOKEN_ELSEWHERE, **sent(("Cookie", "a=1; session={token}"))),
    World(Cause.TOKEN_ELSEWHERE, **sent(("X-Id-Token", "{token}"))),
    World(Cause.TOKEN_ELSEWHERE, **sent(("X-Id-Token", "Bearer {token}"))),
    World(Cause.TOKEN_ELSEWHERE, secret=hs256(header={"type": "Cookie", "name": "session"})),
    World(Cause.NO_TOKEN, **sent(("Accept", "*/*"))),
    World(Cause.NO_TOKEN, **sent(), secret=hs256(header={"type": "Cookie", "name": "session"})),
    World(
        Cause.SEVERAL_TOKENS_SENT,
        **sent(("Authorization", "Bearer {token}"), ("Authorization", "Bearer {token}")),
    ),
    World(
        Cause.SEVERAL_SECRETS_FIT,
        secret=None,
        env={"EE_LICENSE_KEY": "made-up", "JWT_SECRETS": json.dumps([hs256(), at(issuer=FIREBASE)])},
        right={
            "claims": under(iss="me"),
            "env": {
                "EE_LICENSE_KEY": "made-up",
                "JWT_SECRETS": json.dumps([hs256(issuer="me"), at(issuer=FIREBASE)]),
            },
        },
    ),
]

FORMS = [
    *[
        World(Cause.TOKEN_PLACEHOLDER, token=word)
        for word in (
            *("undefined", "null", "{{token}}", "$TOKEN", "${TOKEN}", "%TOKEN%", "<token>", "YOUR_TOKEN"),
            *("None", "Optional(eyJ)", "__TOKEN__", "xxx", "jwt-token-here", "{token}"),
        )
    ],
    World(Cause.ADMIN_SECRET_AS_TOKEN, **carried(SECRET)),
    World(Cause.TOKEN_WITH_MORE, **carried('"{token}"')),
    World(Cause.TOKEN_WITH_MORE, **carried("'{token}'")),
    World(Cause.TOKEN_WITH_MORE, **carried("b'{token}'")),
    World(Cause.TOKEN_WITH_MORE, **carried("{token}==")),
    World(Cause.TOKEN_WITH_MORE, **carried("{token};")),
    World(Cause.TOKEN_WITH_MORE, **carried("%22{token}%22")),
    World(Cause.TOKEN_WITH_MORE, **carried('{"access_token":"{token}"}')),
    World(Cause.TOKEN_WITH_MORE, **carried(base64.b64encode(GOOD.encode()).decode())),
    World(
        Cause.TOKEN_WITH_MORE,
        secret=hs256(header={"type": "CustomHeader", "name": "X-Token"}),
        **sent(("X-Token", "Bearer {token}")),
    ),
    World(
        Cause.TOKEN_WITH_MORE,
        secret=hs256(header={"type": "Cookie", "name": "session"}),
        **sent(("Cookie", "session=Bearer%20{token}")),
    ),
    World(Cause.TOKEN_CUT, token=GOOD.rpartition(".")[0]),
    World(Cause.TOKEN_CUT, token=GOOD[:30]),
    World(Cause.TOKENS_JOINED, **carried("{token}{token}")),
    World(Cause.TOKEN_DAMAGED, token=f"{GOOD}!", right={"token": GOOD}),
    World(Cause.TOKEN_DAMAGED, token=GOOD[:-2], right={"token": GOOD}),
    World(
        Cause.TOKEN_ENCRYPTED,
        **(RSA | {"secret": at(issuer=AUTH0, audience="https://api.acme.example")}),
        token=_encrypted(alg="dir", enc="A256GCM", iss=AUTH0),
        claims=under(iss=AUTH0, aud="https://api.acme.example"),
        right={"token": None},
    ),
    World(
        Cause.TOKEN_ENCRYPTED, **RSA, token=_encrypted(alg="RSA-OAEP", enc="A256GCM"), right={"token": None}
    ),
    World(
        Cause.TOKEN_ENCRYPTED_SESSION, token=_encrypted(alg="dir", enc="A256CBC-HS512"), right={"token": None}
    ),
    *[
        World(Cause.TOKEN_OPAQUE, token=opaque, right={"token": None})
        for opaque in (
            *(
                "ya29.a0AfH6SMBx",
                "gho_16C7e42F292c6912E7710c838347Ae178B4a",
                "sb_publishable_ACJWlzQHlZjBrEguHvfOxg",
            ),
            *(
                "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
                "v4.public.eyJkYXRhIjoidGhpcyJ9c2ln",
                "sess_2abcdef",
            ),
            *(
                "3f0e8c1e-8a1f-4b59-9f1c-2f8b7a1d0c3e",
                "kQjt2PV1cz3a1oR8vJ5bA9yNqZ0dXwEm",
                "sk_test_1234567890",
            ),
        )
    ],
    World(Cause.TOKEN_NOT_JWT, token="two.parts", right={"token": None}),
    World(Cause.TOKEN_NOT_JWT, token="a.b.c.d.e", right={"token": None}),
]

CONTENTS = [
    World(Cause.TOKEN_ALGORITHM_UNKNOWN, token=f"{encode(b'{}')}.{encode(b'{}')}."),
    World(
        Cause.TOKEN_ALGORITHM_UNKNOWN,
        token=f"{encode(json.dumps({'alg': 'hs256'}).encode())}.{encode(b'{}')}.",
    ),
    World(
        Cause.TOKEN_HEADER_UNUSABLE,
        token=assemble(b'{"alg": "HS256", "crit": ["exp"], "exp": 1}', b"{}", KEY),
        right={"token": None},
    ),
    World(Cause.TOKEN_UNSIGNED, token=f"{encode(json.dumps({'alg': 'none'}).encode())}.{encode(b'{}')}."),
    World(Cause.AUDIENCE_MEMBER_UNUSABLE, claims=under(aud=["a b:c", "d"])),
    World(Cause.AUDIENCE_MEMBER_UNUSABLE, claims=under(aud=[1])),
    World(Cause.TIME_NOT_A_NUMBER, claims=under(exp=str(NOW + 600))),
    World(Cause.TIME_NOT_A_NUMBER, claims=under(exp="2031-01-01T00:00:00Z")),
    World(Cause.CLAIM_NOT_A_URI, claims=under(sub="auth|a b:c")),
    World(Cause.CLAIM_NOT_TEXT, claims=under(sub=42)),
    World(Cause.CLAIM_NOT_TEXT, claims=under(jti=["a"])),
    World(
        Cause.PAYLOAD_NOT_AN_OBJECT, token=assemble(b'{"alg": "HS256"}', b"[]", KEY), right={"token": None}
    ),
    World(
        Cause.PAYLOAD_NOT_AN_OBJECT, token=assemble(b'{"alg": "HS256"}', b"text", KEY), right={"token": None}
    ),
    World(Cause.TIME_IN_ANOTHER_UNIT, claims=under(iat=NOW * 1000)),
    World(Cause.TIME_IN_ANOTHER_UNIT, claims=under(nbf=NOW * 1_000_000)),
    World(Cause.EXPIRY_IS_A_DURATION, claims=under(exp=3600)),
    World(Cause.EXPIRY_BEFORE_ISSUE, claims=under(iat=NOW - 60, exp=NOW - 70)),
    World(Cause.TOKEN_EXPIRED, claims=under(iat=NOW - 7200, exp=NOW - 3600), right={"claims": under()}),
    World(Cause.TIME_OF_ANOTHER_ZONE, claims=under(iat=NOW + 7200, exp=NOW + 9000)),
    World(Cause.CLOCKS_DIFFER, claims=under(iat=NOW + 2)),
    World(Cause.CLOCKS_DIFFER, claims=under(nbf=NOW + 200)),
    World(Cause.TOKEN_NOT_YET_VALID, claims=under(nbf=NOW + 86400 * 3 + 400)),
]

SIGNATURES = [
    *[
        World(Cause.KEY_KEPT_WITH_MORE, secret=hs256(key=kept))
        for kept in (f"{KEY}\n", f"  {KEY}", f"{KEY}\r\n", f'"{KEY}"', f"'{KEY}'")
    ],
    World(Cause.KEY_KEPT_WITH_MORE, secret=hs256(key=f"{KEY}\\nx"), key=f"{KEY}\nx"),
    *[
        World(Cause.SIGNED_WITH_ANOTHER_FORM, signer=signer, key=key)
        for signer, key in (
            (KEY, base64.b64decode(KEY.replace("-", "+") + "=" * (-len(KEY) % 4))),
            (base64.b64encode(KEY.encode()).decode(), base64.b64encode(KEY.encode())),
            (f"{KEY}\n", f"{KEY}\n"),
            (f"{KEY} ", f"{KEY} "),
            (f'"{KEY}"', f'"{KEY}"'),
            (f"'{KEY}'", f"'{KEY}'"),
            (KEY, KEY.upper()),
        )
    ],
    World(Cause.SIGNED_WITH_ANOTHER_FORM, secret=hs256(key="ab" * 32), signer="ab" * 32, key=b"\xab" * 32),
    World(Cause.SIGNED_WITH_ANOTHER_SECRET, key="your-256-bit-secret"),
    World(Cause.SIGNED_WITH_ANOTHER_SECRET, key=SECRET),
    World(Cause.SIGNED_WITH_ANOTHER_SECRET, key=json.dumps(hs256())),
    World(
        Cause.SIGNED_WITH_ANOTHER_SECRET,
        secret={"type": "RS256", "key": public_pem("RSA")},
        token=assemble(b'{"alg": "HS256"}', json.dumps(under(exp=NOW + 60)).encode(), public_pem("RSA")),
        right={"algorithm": "RS256"},
    ),
    World(
        Cause.KEY_TOO_SHORT_FOR_ALGORITHM,
        token=assemble(b'{"alg": "HS512"}', json.dumps(under(exp=NOW + 60)).encode(), KEY, "sha512"),
    ),
    World(
        Cause.SIGNED_WITH_SHARED_KEY, **(RSA | {"algorithm": "HS256"}), filled={"<the shared secret>": KEY}
    ),
    World(
        Cause.SIGNED_WITH_SHARED_KEY,
        secret=at(PROJECT_KEYS),
        web={PROJECT_KEYS: {"keys": []}},
        claims=under(iss=SUPABASE),
        filled={"<the shared secret>": KEY},
    ),
    World(
        Cause.SIGNED_WITH_PRIVATE_KEY,
        algorithm="RS256",
        claims=under(iss=AUTH0),
        web={f"{AUTH0}.well-known/jwks.json": jwks("RS256")},
    ),
    *[
        World(
            Cause.SIGNED_WITH_PRIVATE_KEY,
            algorithm="RS256",
            claims=under(iss=issuer),
            web={url: jwks("RS256")},
        )
        for issuer, url in (
            (
                FIREBASE,
                "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
            ),
            (KEYCLOAK, f"{KEYCLOAK}/protocol/openid-connect/certs"),
            (MICROSOFT, f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys"),
            (SUPABASE, PROJECT_KEYS),
            ("https://acme.okta.com/oauth2/default", "https://acme.okta.com/oauth2/default/v1/keys"),
        )
    ],
    World(
        Cause.KEYS_OF_ANOTHER_ISSUER,
        secret=at("https://clerk.acme.example/.well-known/jwks.json"),
        algorithm="RS256",
        claims=under(iss="https://happy-fox-12.clerk.accounts.dev"),
        web={
            "https://clerk.acme.example/.well-known/jwks.json": jwks("RS256-other"),
            "https://happy-fox-12.clerk.accounts.dev/.well-known/jwks.json": jwks("RS256"),
        },
    ),
    World(
        Cause.KEY_NOT_IN_SET,
        secret=at(),
        algorithm="RS256",
        header={"kid": "new"},
        web={URL: jwks("RS256", kid="new")},
        loaded={URL: jwks("RS256-other", kid="old")},
        right={"loaded": None},
    ),
    World(
        Cause.SIGNATURE_IN_DER,
        secret={"type": "ES256", "key": public_pem("ES256")},
        token=_der_signature(),
        right={"algorithm": "ES256"},
    ),
    World(Cause.SIGNED_WITH_UNKNOWN_KEY, key="a-key-that-nobody-has-anything-to-do-with"),
    World(
        Cause.SIGNED_WITH_UNKNOWN_KEY,
        secret={"type": "RS256", "key": public_pem("RSA2")},
        algorithm="RS256",
        claims=under(iss=AUTH0),
        web={f"{AUTH0}.well-known/jwks.json": jwks("RS256")},
    ),
    World(Cause.KEY_SET_IS_ONE_KEY, secret=at(), algorithm="EdDSA", web={URL: jwks("EdDSA")["keys"][0]}),
    World(
        Cause.KEY_SET_IS_ANOTHER_DOCUMENT,
        secret=at(f"{AUTH0}api/v2/keys"),
        algorithm="RS256",
        claims=under(iss=AUTH0),
        web={f"{AUTH0}api/v2/keys": {"error": "no"}, f"{AUTH0}.well-known/jwks.json": jwks("RS256")},
    ),
    World(
        Cause.KEY_SET_UNREADABLE,
        secret=at(),
        algorithm="RS256",
        web={URL: jwks("RS256", x5t="c2hvcnQ")},
    ),
    World(
        Cause.KEY_SET_EMPTY,
        secret=at(),
        algorithm="RS256",
        web={URL: {"keys": []}},
        right={"web": RSA["web"]},
    ),
    World(Cause.KEY_SET_NOT_LOADED, **RSA, loaded={}, right={"loaded": None}),
]

MEANT_FOR = [
    World(
        Cause.TOKEN_FOR_GRAPH,
        secret=at(claims_map=ROLES_OF_MICROSOFT),
        algorithm="RS256-other",
        header={"nonce": "n"},
        claims={"iss": f"https://sts.windows.net/{TENANT}/", "aud": "00000003-0000-0000-c000-000000000000"},
        web={URL: jwks("RS256")},
        right={"algorithm": "RS256", "header": {}, "claims": {"roles": ["user"], "oid": "o"}},
    ),
    World(
        Cause.TOKEN_FIREBASE_CUSTOM,
        **(RSA | {"secret": at(issuer=FIREBASE, audience="acme-1")}),
        claims={
            "iss": "sa@acme-1.iam.gserviceaccount.com",
            "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
        },
        right={"claims": under(iss=FIREBASE, aud="acme-1")},
    ),
    World(
        Cause.TOKEN_FIREBASE_SESSION,
        **(RSA | {"secret": at(issuer=FIREBASE)}),
        claims=under(iss="https://session.firebase.google.com/acme-1"),
        right={"claims": under(iss=FIREBASE)},
    ),
    World(
        Cause.TOKEN_SUPABASE_KEY,
        claims={"iss": "supabase", "ref": "abc", "role": "anon"},
        right={"claims": under(iss=SUPABASE)},
    ),
    World(
        Cause.TOKEN_REFRESH,
        claims={"typ": "Refresh", "iss": KEYCLOAK},
        key="another-key-of-the-realm-itself-entirely",
        right={"claims": under(iss=KEYCLOAK), "key": KEY},
    ),
    World(
        Cause.TOKEN_COGNITO_ACCESS,
        **RSA,
        claims={"token_use": "access", "iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A"},
        right={"claims": under(token_use="id")},
    ),
    World(
        Cause.TOKEN_ID,
        **(RSA | {"secret": at(issuer=AUTH0, audience="https://api.acme.example")}),
        claims={"iss": AUTH0, "aud": "Client123", "nonce": "n"},
        right={"claims": under(iss=AUTH0, aud=["https://api.acme.example", "other"], scope="openid")},
    ),
    World(
        Cause.TOKEN_ID,
        **(RSA | {"secret": at(issuer=KEYCLOAK, audience="api", claims_map=MAPPED)}),
        claims={"iss": KEYCLOAK, "aud": "web", "typ": "ID"},
        right={"claims": {"iss": KEYCLOAK, "aud": "api", "typ": "Bearer", "roles": ["user"]}},
    ),
    World(
        Cause.ENTRA_TOKEN_VERSION,
        **(RSA | {"secret": at(claims_map=ROLES_OF_MICROSOFT, audience="api-1", issuer=MICROSOFT)}),
        claims={
            "iss": f"https://sts.windows.net/{TENANT}/",
            "aud": "api://api-1",
            "roles": ["user"],
            "oid": "o",
        },
        right={"claims": {"iss": MICROSOFT, "aud": "api-1", "roles": ["user"], "oid": "o"}},
    ),
    World(Cause.ISSUER_SLASH, secret=hs256(issuer=AUTH0.rstrip("/")), claims=under(iss=AUTH0)),
    World(
        Cause.ISSUER_NAMED_OTHERWISE,
        **(RSA | {"secret": at(issuer="http://keycloak:8080/realms/shop")}),
        claims=under(iss="http://localhost:8080/realms/shop"),
    ),
    World(
        Cause.ISSUER_UNKNOWN,
        **(RSA | {"secret": at(issuer="https://a.example"), "algorithm": "RS256-other"}),
        claims=under(iss="https://b.example"),
        right={"claims": under(iss="https://a.example"), "algorithm": "RS256"},
    ),
    World(Cause.AUDIENCE_LIST_EMPTY, secret=hs256(audience=[]), claims=under(aud="app")),
    World(
        Cause.AUDIENCE_WRITTEN_OTHERWISE,
        **(RSA | {"secret": at(claims_map=ROLES_OF_MICROSOFT, audience="api-1")}),
        claims={"iss": MICROSOFT, "aud": "api://api-1", "roles": ["user"], "oid": "o"},
    ),
    World(
        Cause.AUDIENCE_WRITTEN_OTHERWISE, secret=hs256(audience="https://a/"), claims=under(aud="https://a")
    ),
    World(
        Cause.AUDIENCE_MAPPER_MISSING,
        **(RSA | {"secret": at(audience="api")}),
        claims=under(iss=KEYCLOAK, aud="account"),
    ),
    World(Cause.AUDIENCE_UNKNOWN, secret=hs256(audience="app"), claims=under(aud=["other", "x"])),
]

IN_CLAIMS = [
    World(Cause.CLAIMS_ELSEWHERE, claims={"app_metadata": {"hasura": CLAIMS}}),
    World(Cause.CLAIMS_ELSEWHERE, claims={"https://hasura": {"io/jwt/claims": CLAIMS}}),
    World(Cause.CLAIMS_ELSEWHERE, claims=dict(CLAIMS)),
    World(Cause.CLAIMS_ELSEWHERE, claims={"https://hasura.io/jwt/claim": CLAIMS}),
    World(Cause.CLAIMS_ELSEWHERE, claims={"hasura": json.dumps(CLAIMS)}),
    World(Cause.CLAIMS_ELSEWHERE, claims={"a": [{"b": CLAIMS}]}),
    World(Cause.CLAIMS_ELSEWHERE, claims={"hasura": CLAIMS}, secret=hs256(claims_namespace_path="$.a.b")),
    World(Cause.CLAIMS_ELSEWHERE, claims={"a": {"b": CLAIMS}}, secret=hs256(claims_namespace="hasura")),
    World(Cause.CLAIMS_ELSEWHERE, claims={"h": CLAIMS}, secret=hs256(claims_format="stringified_json")),
    World(Cause.CLAIMS_ABSENT, claims={}),
    World(Cause.CLAIMS_ABSENT, claims={}, secret=hs256(claims_namespace_path="$.a.b")),
    World(
        Cause.CLAIMS_ABSENT, claims={}, secret=hs256(claims_namespace="h", claims_format="stringified_json")
    ),
    World(Cause.CLAIMS_STRINGIFIED, claims={NAMESPACE: json.dumps(CLAIMS)}),
    World(Cause.CLAIMS_NOT_AN_OBJECT, claims={NAMESPACE: ["user"]}),
    World(Cause.CLAIMS_NOT_STRINGIFIED, secret=hs256(claims_format="stringified_json")),
    World(
        Cause.CLAIMS_STRINGIFIED_TWICE,
        secret=hs256(claims_format="stringified_json"),
        claims={NAMESPACE: json.dumps(json.dumps(CLAIMS))},
    ),
    World(
        Cause.CLAIMS_STRING_NOT_JSON,
        secret=hs256(claims_format="stringified_json"),
        claims={NAMESPACE: "user"},
    ),
    World(
        Cause.MAPPED_CLAIM_INSIDE_TEXT,
        secret=hs256(claims_map={**MAPPED, "x-hasura-user-id": {"path": "$.app.id"}}),
        claims={"roles": ["user"], "app": json.dumps({"id": "7"})},
    ),
    World(
        Cause.MAPPED_CLAIM_ELSEWHERE, secret=hs256(claims_map=MAPPED), claims={"realm": {"Roles": ["user"]}}
    ),
    World(Cause.MAPPED_CLAIM_ELSEWHERE, secret=hs256(claims_map=MAPPED)),
    World(Cause.MAPPED_CLAIM_ABSENT, secret=hs256(claims_map=MAPPED), claims={}),
    World(
        Cause.MAPPED_CLAIM_ABSENT,
        secret=hs256(claims_map={**MAPPED, "x-hasura-org": {"path": "$.org.id"}}),
        claims={"roles": ["user"]},
    ),
    World(
        Cause.DEFAULT_ROLES_COUNTED,
        secret=hs256(
            claims_map={
                "x-hasura-allowed-roles": {"path": '["$.org"]', "default": []},
                "x-hasura-default-role": "x-org",
            }
        ),
        claims={"org": "x-org"},
    ),
    World(
        Cause.DEFAULT_ROLES_COUNTED,
        secret=hs256(
            claims_map={**MAPPED, "x-hasura-allowed-roles": {"path": "$.x.roles", "default": ["guest"]}}
        ),
        claims={"roles": ["user"]},
    ),
    World(Cause.ROLE_CLAIM_ABSENT, claims=without("x-hasura-allowed-roles")),
    World(Cause.ROLE_CLAIM_ABSENT, claims=without("x-hasura-default-role")),
    *[
        World(Cause.ROLE_CLAIM_OF_ANOTHER_KIND, claims=under({**CLAIMS, "x-hasura-allowed-roles": roles}))
        for roles in ("user,editor", "{user}", '["user"]', ["user", ""], {"user": True}, None)
    ],
    World(Cause.ROLE_CLAIM_OF_ANOTHER_KIND, claims=under({**CLAIMS, "x-hasura-default-role": ["user"]})),
    World(
        Cause.ROLE_CLAIM_OF_ANOTHER_KIND,
        secret=hs256(claims_map={**MAPPED, "x-hasura-default-role": {"path": "$.roles"}}),
        claims={"roles": ["user"]},
    ),
    World(Cause.ROLE_CLAIM_OF_ANOTHER_KIND, secret=hs256(claims_map=MAPPED), claims={"roles": "user"}),
    World(
        Cause.NO_ROLE_ALLOWED,
        claims=under({**CLAIMS, "x-hasura-allowed-roles": []}),
        headers=(("Authorization", "Bearer {token}"), ("x-hasura-role", "editor")),
    ),
    World(
        Cause.ASKED_ROLE_NOT_ALLOWED,
        headers=(("Authorization", "Bearer {token}"), ("X-Hasura-Role", "Editor")),
    ),
    World(Cause.ROLES_IN_ONE_TEXT, claims=under({**CLAIMS, "x-hasura-allowed-roles": ["user, editor"]})),
    World(Cause.DEFAULT_ROLE_NOT_ALLOWED, claims=under({**CLAIMS, "x-hasura-default-role": "User"})),
    World(Cause.DEFAULT_ROLE_NOT_ALLOWED, secret=hs256(claims_map=MAPPED), claims={"roles": ["editor"]}),
    *[
        World(Cause.VARIABLE_NOT_TEXT, claims=under({**CLAIMS, "x-hasura-org": value}))
        for value in (42, True, None, ["a", "b"], {"a": 1}, 1.5)
    ],
    World(
        Cause.VARIABLE_NOT_TEXT,
        secret=hs256(claims_map={**MAPPED, "x-hasura-org": {"path": "$.org.id"}}),
        claims={"roles": ["user"], "org": {"id": 7}},
    ),
]

ACCEPTED = [
    World(
        Cause.NO_ADMIN_SECRET_SET,
        secret=None,
        env={"ADMIN_SECRET": None},
        right={"headers": ((ADMIN, "{admin}"),)},
    ),
    World(Cause.NEVER_EXPIRES, claims=under(exp=None)),
    World(Cause.TOKEN_IGNORED, headers=((ADMIN, SECRET), ("Authorization", "Bearer {token}"))),
    World(Cause.ASKED_ROLE_IGNORED, env={"UNAUTHORIZED_ROLE": "public"}, **sent(("X-Hasura-Role", "user"))),
    World(Cause.EXPIRY_IN_ANOTHER_UNIT, claims=under(exp=NOW * 1000 + 600_000)),
    World(
        Cause.FIXED_VALUE_LOOKS_LIKE_A_PATH,
        secret=hs256(claims_map={**MAPPED, "x-hasura-user-id": "$.sub"}),
        claims={"roles": ["user"]},
    ),
    World(Cause.ROLE_IN_TOKEN_IGNORED, claims=under({**CLAIMS, "x-hasura-role": "editor"})),
    World(Cause.NO_USER_ID, claims=without("x-hasura-user-id")),
    World(Cause.HEADERS_IGNORED, headers=(("Authorization", "Bearer {token}"), ("X-Hasura-User-Id", "7"))),
]

NOTHING_TO_PASTE = [
    World(Cause.ACCEPTED),
    World(Cause.WEBHOOK_DECIDES, secret=None, env={"AUTH_HOOK": "https://hook.example"}),
    World(
        Cause.DEFAULT_COUNTED,
        secret=hs256(claims_map={**MAPPED, "x-hasura-org": {"path": "$.org", "default": "none"}}),
        claims={"roles": ["user"]},
    ),
]

CURED = [*REQUESTS, *FORMS, *CONTENTS, *SIGNATURES, *MEANT_FOR, *IN_CLAIMS, *ACCEPTED]

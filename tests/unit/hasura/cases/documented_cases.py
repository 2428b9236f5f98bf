"""What Hasura answers, one row a case: the configuration, the request, the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from hasura.model import AuthMode, Headers, Key
from tests.unit.hasura.jwk_sets import keys_of
from tests.unit.hasura.tokens import (
    ADMIN_SECRET,
    ALGORITHMS,
    HS_KEY_64,
    NAMESPACE,
    NOW,
    ROLES,
    assemble,
    bearer,
    claims,
    encode,
    hasura,
    kind_for,
    mode,
    public_pem,
    secret,
    sign,
)

A, B = "https://a.example", "https://b.example"
URL = "https://a.example/jwks"
PASSES = "user"
MALFORMED = "400 invalid-headers Malformed Authorization header"
MISSING = "400 invalid-headers Missing 'Authorization' or 'Cookie' header in JWT authentication mode"
SEVERAL = "400 invalid-headers Could not verify JWT: Multiple JWTs found"
DENIED = "400 access-denied Your requested role is not in allowed roles"
WRONG_SECRET = "401 access-denied invalid x-hasura-admin-secret/x-hasura-access-key"
BACKEND_ONLY = "x-hasura-use-backend-only-permissions"
NOT_BOOLEAN = f"400 bad-request {BACKEND_ONLY}:  Not a valid boolean text. True values are "
AS_ADMIN = [("x-hasura-admin-secret", ADMIN_SECRET)]
NO_SECRET = "401 access-denied x-hasura-admin-secret/x-hasura-access-key required, but not found"


def jwt(error: str) -> str:
    """The answer to a token that does not verify."""
    return f"400 invalid-jwt Could not verify JWT: {error}"


def bad_claims(message: str) -> str:
    """The answer to a token whose Hasura claims cannot be used."""
    return f"400 jwt-invalid-claims {message}"


def no_claim(name: str) -> str:
    """The answer to a token without a role claim."""
    return f"400 jwt-missing-role-claims JWT claim does not contain {name}"


UNDECODABLE = jwt('JWTClaimsSetDecodeError "Error in $')
NOT_BASE64 = jwt('JWSError (JSONDecodeError "Not valid base64url")')
INVALID_SIGNATURE = jwt("JWSError JWSInvalidSignature")
VARIABLE = bad_claims("x-hasura-* claims: parsing Text failed, expected String, but encountered ")
BAD_ALLOWED = bad_claims("invalid x-hasura-allowed-roles; should be a list of roles: ")
BAD_DEFAULT = bad_claims("invalid x-hasura-default-role; should be a single role name: ")


@dataclass(frozen=True)
class Row:
    """One case; the answer is a role, or the beginning of `status code message`."""

    id: str
    mode: AuthMode
    headers: Headers
    answer: str
    jwks: dict[str, tuple[Key, ...]] = field(default_factory=dict)


def plain(**changes: Any) -> AuthMode:
    """The plain configuration with changes."""
    return mode(secret(**changes))


def keyed(kind: str, type_: str) -> AuthMode:
    """A configuration with a public key."""
    return mode(secret(type=type_, key=public_pem(kind)))


def mapped(**sources: Any) -> AuthMode:
    """A configuration with a claims_map; `_` stands for `-`."""
    whole = {
        "x-hasura-allowed-roles": {"path": "$.roles"},
        "x-hasura-default-role": {"path": "$.role"},
    }
    whole |= {f"x-hasura-{name.replace('_', '-')}": source for name, source in sources.items()}
    return mode(secret(claims_map=whole))


def roles(**changes: Any) -> str:
    """A token for a claims_map configuration."""
    return sign(claims(**{"roles": ["user"], "role": "user", NAMESPACE: None, **changes}))


def under(value: Any) -> Headers:
    """A request whose token has this value at the default namespace."""
    return bearer(sign(claims(**{NAMESPACE: value})))


def in_headers(*values: str) -> Headers:
    """A request with these Authorization headers."""
    return [("Authorization", value) for value in values]


T = sign(claims())
PLAIN, UNAUTHORIZED = plain(), mode(secret(), unauthorized_role="anonymous")
SECRET_ONLY, OPEN = mode(), AuthMode((), (), None, None)
HOOK = AuthMode(SECRET_ONLY.admin_secret_hashes, (), "https://hook.example", None)
RSA = keyed("RSA", "RS256")
AT_PATH = plain(claims_namespace_path="$.hasura.claims")
TEXT = plain(claims_format="stringified_json")
NONE = ".".join((encode(b'{"alg":"none"}'), encode(json.dumps(claims()).encode()), ""))
BY_URL = plain(type=None, key=None, jwk_url=URL)
COOKIE = plain(header={"type": "Cookie", "name": "a"})
CUSTOM = plain(header={"type": "CustomHeader", "name": "X-Token"})
TWO = mode(secret(issuer=A), secret(key=HS_KEY_64, issuer=B))

DOCUMENTED = [
    Row("D01", PLAIN, in_headers("Basic abc"), MALFORMED),
    Row("D02", PLAIN, in_headers(f"bearer {T}"), MALFORMED),
    Row("D03", PLAIN, in_headers("Bearer"), MALFORMED),
    Row("D04", PLAIN, in_headers("Bearer a b"), MALFORMED),
    Row("D05", UNAUTHORIZED, in_headers("Basic abc"), MALFORMED),
    Row(
        "D06",
        PLAIN,
        bearer("abc"),
        jwt("JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got 1)"),
    ),
    Row(
        "D07",
        PLAIN,
        bearer("a.b"),
        jwt("JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got 2)"),
    ),
    Row("D08", PLAIN, bearer(NONE), jwt("JWSError JWSNoSignatures")),
    Row("D09", PLAIN, bearer(sign(claims(nbf=NOW + 60))), jwt("JWTNotYetValid")),
    Row("D10", PLAIN, bearer(sign(claims(iat=NOW + 60))), jwt("JWTIssuedAtFuture")),
    Row("D11 iat", plain(allowed_skew=60), bearer(sign(claims(iat=NOW + 30))), PASSES),
    Row("D11 nbf", plain(allowed_skew=60), bearer(sign(claims(nbf=NOW + 30))), PASSES),
    Row("D12", PLAIN, bearer(sign(claims(exp=NOW))), jwt("JWTExpired")),
    Row("D13", PLAIN, bearer(sign(claims(exp=None))), PASSES),
    Row("D14", plain(audience="myapp"), bearer(T), PASSES),
    Row("D15", plain(issuer=A), bearer(T), PASSES),
    Row(
        "D16",
        plain(issuer=A),
        bearer(sign(claims(iss=B, exp=1), key=HS_KEY_64)),
        jwt("JWTNotInIssuer"),
    ),
    Row("D17", plain(audience=["a", "b"]), bearer(sign(claims(aud=["x", "b"]))), PASSES),
    Row("D18 aud", plain(audience=[]), bearer(sign(claims(aud="x"))), jwt("JWTNotInAudience")),
    Row("D18 no aud", plain(audience=[]), bearer(T), PASSES),
    Row("D19", RSA, bearer(sign(claims(), "RS512", "RSA")), PASSES),
    Row("D20", RSA, bearer(sign(claims(), "PS256", "RSA")), PASSES),
    Row(
        "D21",
        PLAIN,
        bearer(assemble(b'{"alg":"HS512"}', json.dumps(claims()).encode(), digest="sha512")),
        INVALID_SIGNATURE,
    ),
    Row("D22", plain(key=HS_KEY_64), bearer(sign(claims(), "HS512", HS_KEY_64)), PASSES),
    Row("D23", keyed("Ed25519", "RS256"), bearer(sign(claims(), "EdDSA", "Ed25519")), PASSES),
    Row(
        "D24",
        plain(key="c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldCE="),
        bearer(sign(claims(), key=b"secret secret secret secret secret!")),
        INVALID_SIGNATURE,
    ),
    Row(
        "D25",
        BY_URL,
        bearer(sign(claims(), "RS256", "RSA2", kid="A")),
        PASSES,
        {URL: keys_of(A="RSA", B="RSA2")},
    ),
    Row("D26", PLAIN, under(None), bad_claims(f"claims key: '{NAMESPACE}' not found")),
    Row(
        "D27",
        AT_PATH,
        bearer(T),
        bad_claims("claims not found at claims_namespace_path: '$.hasura.claims'"),
    ),
    Row("D28", PLAIN, under("{}"), bad_claims("expecting a json object when claims_format is json")),
    Row("D29", TEXT, bearer(T), bad_claims("expecting a string when claims_format is stringified_json")),
    Row(
        "D30",
        TEXT,
        under("abc"),
        bad_claims(f"expecting stringified json at: 'claims_namespace {NAMESPACE}', but found: abc"),
    ),
    Row(
        "D31",
        PLAIN,
        under({"X-Hasura-Allowed-Roles": ["user"], "X-HASURA-default-role": "user"}),
        PASSES,
    ),
    Row("D32", PLAIN, under(hasura(user_id=42)), VARIABLE + "Number"),
    Row("D33", PLAIN, [*bearer(T), ("X-Hasura-Role", "")], PASSES),
    Row("D34", PLAIN, under(hasura(default_role="admin")), DENIED),
    Row("D35", PLAIN, under(hasura(allowed_roles=["User"])), DENIED),
    Row("D36", PLAIN, [("x-hasura-admin-secret", ADMIN_SECRET), *bearer("rubbish")], "admin"),
    Row("D37", COOKIE, bearer(T), MISSING),
    Row("D38", COOKIE, [("Cookie", f"b={T}")], MISSING),
    Row("D39", CUSTOM, [("x-token", T)], PASSES),
    Row("D40", CUSTOM, [("X-Token", f"Bearer {T}")], NOT_BASE64),
    Row("D41", PLAIN, [*bearer(T), *bearer(T)], SEVERAL),
    Row("D42", mode(secret(), secret(key=HS_KEY_64)), bearer(T), SEVERAL),
    Row("D43", TWO, bearer(sign(claims(iss=A))), PASSES),
    Row("D43 other key", TWO, bearer(sign(claims(iss=A), key=HS_KEY_64)), INVALID_SIGNATURE),
    Row("D44", TWO, bearer(T), SEVERAL),
    Row(
        "D45",
        mapped(allowed_roles={"path": "$.roles", "default": ["user"]}),
        bearer(sign({**claims(), "roles": None, "role": "user"})),
        BAD_ALLOWED + "parsing [] failed, expected Array, but encountered Null",
    ),
    Row("D46", PLAIN, bearer(sign(claims(sub="a b:c"))), UNDECODABLE + ".sub: failed to parse StringOrURI"),
    Row("D47", UNAUTHORIZED, bearer(sign(claims(exp=NOW - 1))), jwt("JWTExpired")),
    Row("D48", BY_URL, bearer(sign(claims(), "RS256", "RSA")), jwt("JWSError NoUsableKeys")),
]

MODES = [
    Row("no secret: everyone is admin", OPEN, [], "admin"),
    Row("no secret: any role", OPEN, [("x-hasura-role", "r")], "r"),
    Row("no secret: an empty role is none", OPEN, [("x-hasura-role", "")], "admin"),
    Row("no secret: tokens and secrets are not read", OPEN, bearer("rubbish"), "admin"),
    Row("no secret: backend-only 1", OPEN, [(BACKEND_ONLY, "1")], NOT_BOOLEAN),
    Row("no secret: backend-only empty", OPEN, [(BACKEND_ONLY, "")], NOT_BOOLEAN),
    Row("right secret: backend-only on", PLAIN, [*AS_ADMIN, (BACKEND_ONLY, "on")], NOT_BOOLEAN),
    Row("right secret: backend-only YES", PLAIN, [*AS_ADMIN, (BACKEND_ONLY.upper(), "YES")], "admin"),
    Row("right secret: backend-only f", PLAIN, [*AS_ADMIN, (BACKEND_ONLY, "f")], "admin"),
    Row("a token: backend-only is not read", PLAIN, [*bearer(T), (BACKEND_ONLY, "1")], PASSES),
    Row("unauthorized: backend-only is not read", UNAUTHORIZED, [(BACKEND_ONLY, "1")], "anonymous"),
    Row(
        "right secret, a role", PLAIN, [("X-Hasura-Admin-Secret", ADMIN_SECRET), ("x-hasura-role", "r")], "r"
    ),
    Row("access key", PLAIN, [("x-hasura-access-key", ADMIN_SECRET)], "admin"),
    Row(
        "wrong secret beside a good token", PLAIN, [("x-hasura-admin-secret", "x"), *bearer(T)], WRONG_SECRET
    ),
    Row("empty secret counts as sent", UNAUTHORIZED, [("x-hasura-admin-secret", "")], WRONG_SECRET),
    Row(
        "admin secret goes before access key",
        PLAIN,
        [("x-hasura-access-key", ADMIN_SECRET), ("x-hasura-admin-secret", "x")],
        WRONG_SECRET,
    ),
    Row("secret only, nothing sent", SECRET_ONLY, bearer(T), NO_SECRET),
    Row("secret only, unauthorized role", mode(unauthorized_role="anonymous"), bearer(T), "anonymous"),
    Row("webhook, secret sent", HOOK, [("x-hasura-admin-secret", ADMIN_SECRET)], "admin"),
    Row("webhook decides", HOOK, [], "500 unexpected webhook authentication request failed"),
    Row("JWT, nothing sent", PLAIN, [], MISSING),
    Row("JWT, nothing sent, unauthorized role", UNAUTHORIZED, [("x-hasura-role", "r")], "anonymous"),
]

PLACES = [
    Row("empty Authorization", PLAIN, in_headers(""), MALFORMED),
    Row("much space around the words", PLAIN, in_headers(f" \tBearer \t {T}\r\n"), PASSES),
    Row("other space is no space", PLAIN, in_headers(f"Bearer\u2003{T}"), MALFORMED),
    Row("name in any case", PLAIN, [("AUTHORIZATION", f"Bearer {T}")], PASSES),
    Row("one of two malformed", PLAIN, [*bearer(T), *in_headers("Basic x")], MALFORMED),
    Row("cookie among others", COOKIE, [("Cookie", f"b=1; a={T}; c")], PASSES),
    Row("second Cookie header", COOKIE, [("Cookie", "b=1"), ("cookie", f"a={T}")], PASSES),
    Row("cookie twice", COOKIE, [("Cookie", f"a={T}; a={T}")], SEVERAL),
    Row("cookie name in another case", COOKIE, [("Cookie", f"A={T}")], MISSING),
    Row("Bearer in a cookie", COOKIE, [("Cookie", f"a=Bearer {T}")], NOT_BASE64),
    Row("cookie beside a bad Authorization", COOKIE, [("Cookie", f"a={T}"), *in_headers("Basic x")], PASSES),
    Row(
        "custom header named Authorization",
        plain(header={"type": "CustomHeader", "name": "Authorization"}),
        bearer(T),
        MISSING,
    ),
    Row("no readable issuer", plain(issuer=A), bearer("abc"), jwt("JWSError (CompactDecodeError")),
    Row("issuer equal", plain(issuer=A), bearer(sign(claims(iss=A))), PASSES),
    Row(
        "issuer with a slash more", plain(issuer=A), bearer(sign(claims(iss=A + "/"))), jwt("JWTNotInIssuer")
    ),
    Row("both issuers wrong", TWO, bearer(sign(claims(iss="c"))), jwt("JWTNotInIssuer")),
]


def header(text: str) -> Headers:
    """A request whose token has this header and is signed with HS256."""
    return bearer(assemble(text.encode(), json.dumps(claims()).encode()))


def payload(text: str) -> Headers:
    """A request whose token has this payload and is signed with HS256."""
    return bearer(assemble(b'{"alg":"HS256"}', text.encode()))


def with_claims(**changes: Any) -> Headers:
    """A request whose token has these claims."""
    return bearer(sign(claims(**changes)))


JSON_ERROR = jwt('JWSError (JSONDecodeError "')
VERIFYING = [
    Row("four parts", PLAIN, bearer("a.b.c.d"), jwt("JWSError (CompactDecodeError Invalid number of parts")),
    Row("padding", PLAIN, bearer(T + "="), NOT_BASE64),
    Row("a letter of the other base64", PLAIN, bearer(T[:-4] + "+/+/"), NOT_BASE64),
    Row("no ASCII", PLAIN, bearer(T + "é"), NOT_BASE64),
    Row("header no JSON", PLAIN, header("{"), JSON_ERROR + "protected header contains invalid JSON"),
    Row("header no object", PLAIN, header("[]"), JSON_ERROR + "protected header contains invalid JSON"),
    Row("no alg", PLAIN, header("{}"), JSON_ERROR + 'missing required header \\"alg\\"'),
    Row("unknown alg", PLAIN, header('{"alg":"HS1"}'), JSON_ERROR + "unrecognised value; expected: ["),
    Row("alg in another case", PLAIN, header('{"alg":"hs256"}'), JSON_ERROR + "unrecognised value"),
    Row("alg null", PLAIN, header('{"alg":null}'), JSON_ERROR + "unrecognised value"),
    Row("ES256K is never accepted", PLAIN, header('{"alg":"ES256K"}'), jwt("JWSError JWSNoSignatures")),
    Row("kid of any text", PLAIN, header('{"alg":"HS256","kid":"x"}'), PASSES),
    Row("kid a number", PLAIN, header('{"alg":"HS256","kid":1}'), JSON_ERROR + "parsing Text failed"),
    Row("crit is never understood", PLAIN, header('{"alg":"HS256","crit":["b64"],"b64":false}'), JSON_ERROR),
    Row("b64 without crit is ignored", PLAIN, header('{"alg":"HS256","b64":false}'), PASSES),
    Row("x5t of 20 bytes", PLAIN, header(f'{{"alg":"HS256","x5t":"{encode(b"x" * 20)}"}}'), PASSES),
    Row("x5t of 21 bytes", PLAIN, header(f'{{"alg":"HS256","x5t":"{encode(b"x" * 21)}"}}'), JSON_ERROR),
    Row("first of two algs", PLAIN, header('{"alg":"HS256","alg":"none"}'), PASSES),
    Row("payload no JSON", PLAIN, payload("x"), UNDECODABLE),
    Row("payload no object", PLAIN, payload("[]"), UNDECODABLE + ": parsing JWT Claims Set failed"),
    Row("payload not UTF-8", PLAIN, bearer(assemble(b'{"alg":"HS256"}', b'{"a":"\xff"}')), UNDECODABLE),
    Row("payload UTF-16", PLAIN, bearer(assemble(b'{"alg":"HS256"}', "{}".encode("utf-16"))), UNDECODABLE),
    Row("NaN", PLAIN, payload('{"exp":NaN}'), UNDECODABLE),
    Row("lone surrogate", PLAIN, payload(r'{"a":"\ud800"}'), UNDECODABLE),
    Row("exp a string", PLAIN, with_claims(exp=str(NOW + 9)), UNDECODABLE + ".exp: parsing NumericDate"),
    Row("exp true", PLAIN, with_claims(exp=True), UNDECODABLE + ".exp"),
    Row("jti a number", PLAIN, with_claims(jti=1), UNDECODABLE + ".jti: parsing Text failed"),
    Row("sub a number", PLAIN, with_claims(sub=1), UNDECODABLE + ".sub: parsing StringOrURI failed"),
    Row("sub a URI", PLAIN, with_claims(sub="auth0:1|2"), UNDECODABLE + ".sub"),
    Row("sub another URI", PLAIN, with_claims(sub="urn:x:1"), PASSES),
    Row("sub null is none", PLAIN, payload(json.dumps({**claims(), "sub": None})), PASSES),
    Row("aud with a bad URI", PLAIN, with_claims(aud=["a", "1:b"]), UNDECODABLE + ".aud"),
    Row(
        "bad claims go before a bad signature", PLAIN, bearer(sign(claims(sub=1), key=HS_KEY_64)), UNDECODABLE
    ),
    Row("none goes before missing keys", BY_URL, bearer(NONE), jwt("JWSError JWSNoSignatures")),
    Row("empty key set", BY_URL, bearer(T), jwt("JWSError NoUsableKeys"), {URL: ()}),
    Row("missing keys go before expiry", BY_URL, with_claims(exp=1), jwt("JWSError NoUsableKeys")),
    Row(
        "public PEM as HMAC secret",
        RSA,
        bearer(assemble(b'{"alg":"HS256"}', b"{}", public_pem("RSA"))),
        INVALID_SIGNATURE,
    ),
    Row("another RSA key", RSA, bearer(sign(claims(), "RS256", "RSA2")), INVALID_SIGNATURE),
    Row(
        "another curve", keyed("ES384", "ES256"), bearer(sign(claims(), "ES256", "ES256")), INVALID_SIGNATURE
    ),
    Row("exp with skew", plain(allowed_skew=10), with_claims(exp=NOW - 9), PASSES),
    Row("exp with negative skew", plain(allowed_skew=-10), with_claims(exp=NOW - 9), PASSES),
    Row("exp with skew used up", plain(allowed_skew=10), with_claims(exp=NOW - 10), jwt("JWTExpired")),
    Row("iat now", PLAIN, with_claims(iat=NOW), PASSES),
    Row("nbf now", PLAIN, with_claims(nbf=NOW), PASSES),
    Row("fraction of a second", PLAIN, with_claims(exp=NOW + 0.5), PASSES),
    Row("expired goes before issued in future", PLAIN, with_claims(exp=1, iat=NOW + 9), jwt("JWTExpired")),
    Row(
        "issued in future goes before nbf",
        PLAIN,
        with_claims(nbf=NOW + 9, iat=NOW + 9),
        jwt("JWTIssuedAtFuture"),
    ),
    Row("nbf goes before aud", plain(audience="a"), with_claims(nbf=NOW + 9, aud="b"), jwt("JWTNotYetValid")),
    Row("huge exp", PLAIN, payload(json.dumps(claims(exp="X")).replace('"X"', "1e999999999")), PASSES),
    Row("more than a float holds", PLAIN, with_claims(exp=10**350), PASSES),
    Row("less than a float holds", PLAIN, with_claims(exp=-(10**350)), jwt("JWTExpired")),
    Row("huge digits", PLAIN, payload(json.dumps(claims(exp="X")).replace('"X"', "9" * 5000)), PASSES),
    Row(
        "huge iat",
        PLAIN,
        payload(json.dumps(claims(iat="X")).replace('"X"', "1e400")),
        jwt("JWTIssuedAtFuture"),
    ),
    Row("tiny exp", PLAIN, payload(json.dumps(claims(exp="X")).replace('"X"', "-1e400")), jwt("JWTExpired")),
    Row("empty aud list", plain(audience="a"), with_claims(aud=[]), jwt("JWTNotInAudience")),
    Row("audience not configured", PLAIN, with_claims(aud="anyone"), PASSES),
    *(
        Row(
            f"{algorithm} by its kind of key",
            plain(key=HS_KEY_64) if algorithm[0] == "H" else keyed(kind_for(algorithm), "RS256"),
            bearer(sign(claims(), algorithm, HS_KEY_64 if algorithm[0] == "H" else kind_for(algorithm))),
            PASSES,
        )
        for algorithm in ALGORITHMS
    ),
]

CLAIMS = [
    Row(
        "namespace in a registered claim",
        plain(claims_namespace="sub"),
        bearer(T),
        bad_claims("claims key: 'sub'"),
    ),
    Row("namespace of another name", plain(claims_namespace="h"), bearer(sign(claims(h=ROLES))), PASSES),
    Row(
        "namespace null", PLAIN, payload(json.dumps({NAMESPACE: None})), bad_claims("expecting a json object")
    ),
    Row("path to the root", plain(claims_namespace_path="$"), bearer(sign(claims(**ROLES))), PASSES),
    Row("path", AT_PATH, bearer(sign(claims(hasura={"claims": ROLES}))), PASSES),
    Row(
        "path over an array",
        plain(claims_namespace_path="$.h[1]"),
        bearer(sign(claims(h=[0, ROLES]))),
        PASSES,
    ),
    Row(
        "path in another case",
        AT_PATH,
        bearer(sign(claims(Hasura={"claims": ROLES}))),
        bad_claims("claims not"),
    ),
    Row(
        "path rendered",
        plain(claims_namespace_path="h['https://x']"),
        bearer(T),
        bad_claims("""claims not found at claims_namespace_path: '$.h["https://x"]'"""),
    ),
    Row(
        "path to a registered claim",
        plain(claims_namespace_path="$.sub"),
        bearer(T),
        bad_claims("claims not"),
    ),
    Row("string of JSON", TEXT, under(json.dumps(ROLES)), PASSES),
    Row("string of a JSON list", TEXT, under("[]"), bad_claims("expecting stringified json at: ")),
    Row(
        "string at a path",
        plain(claims_format="stringified_json", claims_namespace_path="$.h"),
        bearer(sign(claims(h="x"))),
        bad_claims("expecting stringified json at: 'claims_namespace_path $.h', but found: x"),
    ),
    Row("other names are dropped", PLAIN, under({**ROLES, "user-id": 1}), PASSES),
    Row("no allowed roles", PLAIN, under(hasura(allowed_roles=None)), no_claim("x-hasura-allowed-roles")),
    Row("no roles at all", PLAIN, under({}), no_claim("x-hasura-allowed-roles")),
    Row("no default role", PLAIN, under(hasura(default_role=None)), no_claim("x-hasura-default-role")),
    Row(
        "a default role is needed even with a header",
        PLAIN,
        [*under(hasura(default_role=None)), ("x-hasura-role", "user")],
        no_claim("x-hasura-default-role"),
    ),
    Row(
        "allowed a string",
        PLAIN,
        under(hasura(allowed_roles="user")),
        BAD_ALLOWED + "parsing [] failed, expected Array, but encountered String",
    ),
    Row("allowed a list of numbers", PLAIN, under(hasura(allowed_roles=[1])), BAD_ALLOWED),
    Row(
        "default a number",
        PLAIN,
        under(hasura(default_role=1)),
        BAD_DEFAULT + "parsing String failed, expected String, but encountered Number",
    ),
    Row("default empty", PLAIN, under(hasura(default_role="")), BAD_DEFAULT + "empty string not allowed"),
    Row("bad allowed goes before no default", PLAIN, under({"x-hasura-allowed-roles": 1}), BAD_ALLOWED),
    Row("role by header", PLAIN, [*bearer(T), ("X-HASURA-ROLE", "editor")], "editor"),
    Row("role by header, not allowed", PLAIN, [*bearer(T), ("x-hasura-role", "admin")], DENIED),
    Row(
        "first of two role headers",
        PLAIN,
        [*bearer(T), ("x-hasura-role", "editor"), ("x-hasura-role", "x")],
        "editor",
    ),
    Row("empty allowed list", PLAIN, under(hasura(allowed_roles=[])), DENIED),
    Row("denied role goes before a bad variable", PLAIN, under(hasura(allowed_roles=[], x=1)), DENIED),
    Row(
        "variable null",
        PLAIN,
        payload(json.dumps({NAMESPACE: {**ROLES, "x-hasura-x": None}})),
        VARIABLE + "Null",
    ),
    Row("variable true", PLAIN, under(hasura(x=True)), VARIABLE + "Boolean"),
    Row("variable a list", PLAIN, under(hasura(x=["a"])), VARIABLE + "Array"),
    Row("variable an object", PLAIN, under(hasura(x={})), VARIABLE + "Object"),
    Row("map", mapped(), bearer(roles()), PASSES),
    Row("map, namespace is not looked at", mapped(), bearer(T), no_claim("x-hasura-allowed-roles")),
    Row("map, no allowed roles", mapped(), bearer(roles(roles=None)), no_claim("x-hasura-allowed-roles")),
    Row("map, no default role", mapped(), bearer(roles(role=None)), no_claim("x-hasura-default-role")),
    Row(
        "map, allowed a string",
        mapped(),
        bearer(roles(roles="user")),
        BAD_ALLOWED + "parsing [] failed, expected Array, but encountered String",
    ),
    Row(
        "map, default a list",
        mapped(),
        bearer(roles(role=["user"])),
        bad_claims("invalid x-hasura-default-role; should be a role: parsing String failed"),
    ),
    Row("map, literals", mapped(allowed_roles=["user"], default_role="user", x="1"), bearer(T), PASSES),
    Row(
        "map, default where nothing is found",
        mapped(x={"path": "$.x", "default": "1"}),
        bearer(roles()),
        PASSES,
    ),
    Row(
        "map, default where the registered claim is null",
        mapped(x={"path": "$.sub", "default": "1"}),
        payload(json.dumps({"roles": ["user"], "role": "user", "sub": None})),
        PASSES,
    ),
    Row(
        "map, other variable not found",
        mapped(user_id={"path": "$.id"}),
        bearer(roles()),
        bad_claims("JWT claim from claims_map, x-hasura-user-id not found"),
    ),
    Row(
        "map, other variable null",
        mapped(x={"path": "$.x", "default": "1"}),
        bearer(sign({**claims(), "roles": ["user"], "role": "user", "x": None})),
        VARIABLE + "Null",
    ),
    Row("map, other variable a number", mapped(x={"path": "$.exp"}), bearer(roles()), VARIABLE + "Number"),
    Row("map, one audience is a string", mapped(x={"path": "$.aud"}), bearer(roles(aud=["a"])), PASSES),
    Row(
        "map, two audiences are a list",
        mapped(x={"path": "$.aud"}),
        bearer(roles(aud=["a", "b"])),
        VARIABLE + "Array",
    ),
]

ROWS = DOCUMENTED + MODES + PLACES + VERIFYING + CLAIMS

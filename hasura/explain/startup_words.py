"""What each start-up error of Hasura means, and what fixes it; found by a part of its text."""

from __future__ import annotations

import re
from typing import NamedTuple


class StartupWords(NamedTuple):
    """The words for one start-up error.

    Attributes:
        id: The row's name, for tests and machines.
        pattern: What the error's text has to contain.
        meaning: For a person who does not know Hasura well.
        remedy: The exact change, or the command that makes it.
    """

    id: str
    pattern: str
    meaning: str
    remedy: str


MAKE = (
    "./herm jwt-config --help makes a right one for your identity provider; with a key of your own:\n"
    "./herm jwt-config --hs256"
)
FROM_PEM = (
    "Write the public key as one line of JSON: jq -nc --rawfile key public.pem "
    "'{type: \"RS256\", key: $key}'\n"
    "Or with the type that goes with the key:\n"
    "./herm jwt check public.pem --fix"
)
_PUBLIC_HALF = (
    "The public half of a private key, or of a request:\n"
    "openssl pkey -in private.pem -pubout -out public.pem\n"
    f"{FROM_PEM}"
)
_OTHER_KEY = (
    "Sign with RSA (RS256), EC on P-256, P-384 or P-521 (ES256, ES384, ES512), or Ed25519. A new pair:\n"
    "./herm jwt-config --rsa"
)
_ADMIN = 'export HASURA_GRAPHQL_ADMIN_SECRET="$(openssl rand -hex 32)"'
_HEADER = (
    'Write {"type": "Authorization"}, {"type": "CustomHeader", "name": "X-Token"}, or {"type": "Cookie", '
    '"name": "token"}:\n"header": {"type": "Cookie", "name": "token"}'
)
_MAP = '"claims_map": {"x-hasura-allowed-roles": {"path": "$.roles"}, "x-hasura-default-role": "user"}'
_SHORT = (
    "An HS key is taken as it is written, one byte for each plain character, and this one has too few of "
    "them."
)

# The first row that fits is taken: the order is from the special to the general, and is the meaning. That is
# why the rows stand in one file, however long it gets.
ROWS = (
    # Of the environment as a whole, and of the first fetch of a key set.
    StartupWords(
        "jwt-needs-admin-secret",
        r"--jwt-secret .*requires --admin-secret",
        "Tokens are checked only beside an admin secret: without one everybody is admin and tokens protect "
        "nothing.",
        f"Set HASURA_GRAPHQL_ADMIN_SECRET too:\n{_ADMIN}",
    ),
    StartupWords(
        "webhook-needs-admin-secret",
        r"^Fatal Error : --auth-hook .*requires --admin-secret",
        "The webhook is asked only beside an admin secret: without one everybody is admin.",
        f"Set HASURA_GRAPHQL_ADMIN_SECRET too:\n{_ADMIN}",
    ),
    StartupWords(
        "unauthorized-role-not-usable",
        r"--unauthorized-role .*requires --admin-secret",
        "The role for requests without credentials has no meaning where everybody is admin, or where a "
        "webhook decides.",
        "Set HASURA_GRAPHQL_ADMIN_SECRET, or take HASURA_GRAPHQL_UNAUTHORIZED_ROLE away (in webhook mode the "
        "webhook names the role):\nunset HASURA_GRAPHQL_UNAUTHORIZED_ROLE",
    ),
    StartupWords(
        "webhook-and-jwt",
        r"Both webhook and JWT mode",
        "Requests are checked either by a webhook or by tokens, never by both.",
        "Take HASURA_GRAPHQL_AUTH_HOOK or HASURA_GRAPHQL_JWT_SECRET away:\nunset HASURA_GRAPHQL_AUTH_HOOK",
    ),
    StartupWords(
        "webhook-mode",
        r"AUTH_HOOK_(MODE|TYPE): Only expecting GET / POST",
        "The way in which the webhook is called is GET or POST, in capital letters; Hasura looks at it even "
        "where no webhook is set.",
        "Set it in capital letters:\n\n    HASURA_GRAPHQL_AUTH_HOOK_MODE=POST",
    ),
    # Of the Enterprise Edition's lists.
    StartupWords(
        "admin-secrets-not-a-list",
        r"HASURA_GRAPHQL_ADMIN_SECRETS: ",
        "HASURA_GRAPHQL_ADMIN_SECRETS is a JSON list of texts, also where it holds one secret alone.",
        'Write it as ["first", "second"]. With a new secret:\n'
        'export HASURA_GRAPHQL_ADMIN_SECRETS="[\\"$(openssl rand -hex 32)\\"]"',
    ),
    StartupWords(
        "jwt-secrets-not-a-list",
        r"HASURA_GRAPHQL_JWT_SECRETS: Error in \$: parsing \[\] failed",
        "HASURA_GRAPHQL_JWT_SECRETS is a JSON list, also where it holds one JWT secret alone.",
        'Put it into square brackets:\nexport HASURA_GRAPHQL_JWT_SECRETS="[$HASURA_GRAPHQL_JWT_SECRETS]"',
    ),
    # Of single variables.
    StartupWords(
        "not-a-boolean",
        r"Environment variable \w+:  Not a valid boolean text",
        "The variable is a boolean, and Hasura takes neither 1 nor 0, on nor off.",
        "Write true or false.",
    ),
    StartupWords(
        "not-a-number",
        r"(Expecting Int value|Prelude\.read: no parse|could not parse as a Double|non "
        r"negative|positive integer"
        r"|between 0 and 65535|must not be negative)",
        "The variable is a number, and its value is not one that Hasura takes here.",
        "Write digits alone, without a unit.",
    ),
    StartupWords(
        "not-one-of-a-list",
        r"Only expecting (read-committed|list of comma separated)|Valid (log levels|list of)"
        r"|naming_convention can",
        "The variable takes one of the values that the error lists, and nothing else.",
        "Write it as the error lists it.",
    ),
    StartupWords(
        "cookies-need-cors-disabled",
        r"WS_READ_COOKIE can only be used when CORS is disabled",
        "Hasura reads cookies on WebSockets only where CORS is disabled.",
        "Take HASURA_GRAPHQL_WS_READ_COOKIE away, and send the token in connection_init.",
    ),
    StartupWords(
        "unauthorized-role-empty",
        r"UNAUTHORIZED_ROLE: empty string not allowed",
        "The variable is set to nothing, which is not the same as unset.",
        "Unset HASURA_GRAPHQL_UNAUTHORIZED_ROLE, or give the role's name, such as anonymous:\n"
        "unset HASURA_GRAPHQL_UNAUTHORIZED_ROLE",
    ),
    StartupWords(
        "origin-invalid",
        r"CORS_DOMAIN: invalid domain",
        "An origin is what a browser's address bar begins with: a scheme and a host, perhaps a port.",
        "Give origins separated by commas, such as https://app.example.com,http://localhost:3000",
    ),
    StartupWords(
        "not-of-the-list",
        r"Only expecting|Valid log levels|Valid list of|naming_convention can either be",
        "Hasura takes the words that it lists and no others.",
        "Give words of that list.",
    ),
    StartupWords(
        "jwks-unreachable",
        r"Error fetching JWK: ",
        "Hasura fetches jwk_url once at its start, and nothing answered there.",
        "Make it answer in the server's own network. Until then the key itself can stand in the secret: run "
        'this where the issuer can be reached, and put its "type" and "key" in place of "jwk_url":\n'
        "./herm jwt-config oidc --issuer ISSUER --pem",
    ),
    StartupWords(
        "jwks-not-2xx",
        r"Non-2xx response on fetching JWK from: ",
        "The server of jwk_url answered with an error: the address is most likely not that of the key set.",
        'The issuer itself says where its keys are; put the "jwk_url" of what this prints in its place:\n'
        "./herm jwt-config oidc --issuer ISSUER",
    ),
    StartupWords(
        "jwks-unreadable",
        r"Error parsing JWK from url: ",
        "What jwk_url answers is not a JWK set that Hasura can read. One odd key, with an x5t of another "
        "length than 20 bytes for one, spoils the whole set.",
        'Until the set is right the key itself can stand in the secret: put "type" and "key" of what this '
        'prints in place of "jwk_url":\n'
        "./herm jwt-config oidc --issuer ISSUER --pem",
    ),
    # Of where the key is, its type and its form.
    StartupWords(
        "header-no-type",
        r'\.header: key "type" not found$',
        "The header's type says where requests carry the token, and it is missing.",
        _HEADER,
    ),
    StartupWords(
        "no-type",
        r'key "type" not found$',
        'A "key" needs the algorithm that it is for, a "header" the place of the token.',
        'Add "type": "HS256" for a shared secret, "RS256", "ES256" or "Ed25519" for a public key.',
    ),
    StartupWords(
        "unknown-type",
        r"Key type: .* is not supported",
        "Hasura knows HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512 and Ed25519, spelt "
        "exactly so.",
        'For EdDSA write "Ed25519"; for PS256 write "RS256", which takes PS256 tokens of the key too. '
        "With a new key:\n./herm jwt-config --hs256",
    ),
    StartupWords(
        "hs256-key-short",
        r"should be atleast 32 characters",
        _SHORT,
        "Take at least 32; a key of 64:\n./herm jwt-config --hs256",
    ),
    StartupWords(
        "hs384-key-short",
        r"should be atleast 48 characters",
        _SHORT,
        'Take at least 48, or "type": "HS256" with a key of 64:\n./herm jwt-config --hs256',
    ),
    StartupWords(
        "hs512-key-short",
        r"should be atleast 64 characters",
        _SHORT,
        'Take at least 64, or "type": "HS256" with a key of 64:\n./herm jwt-config --hs256',
    ),
    StartupWords(
        "no-pem",
        r"No pem found",
        "The key is not a PEM text: a block between -----BEGIN ...----- and -----END ...----- lines. An "
        "address, bare base64 and the OpenSSH format are none.",
        FROM_PEM,
    ),
    StartupWords(
        "pem-strange-sign",
        r"invalid encoding at offset",
        "A line of the PEM block holds a sign that base64 does not have. The offset counts from the "
        "beginning of that line.",
        FROM_PEM,
    ),
    StartupWords(
        "pem-line-length",
        r"base64: input: invalid length",
        "A line of the PEM block is cut, or holds something else than base64. Each has a multiple of four "
        "signs.",
        FROM_PEM,
    ),
    StartupWords(
        "pem-unfinished",
        r"invalid PEM: no (end marker found|more content)",
        "The PEM block is cut: its END line is missing.",
        FROM_PEM,
    ),
    StartupWords(
        "broken-pem",
        r"Could not decode PEM: (invalid PEM|.*invalid PEM)",
        "The PEM block is damaged: its markers have to stand on lines of their own, each line break written "
        "as \\n.",
        FROM_PEM,
    ),
    StartupWords(
        "certificate-of-other-kind",
        r"Could not decode RSA, EdDSA or EC public key from x509 cert",
        "The certificate holds a key of a kind that Hasura does not verify with.",
        _OTHER_KEY,
    ),
    StartupWords(
        "key-of-other-kind",
        r"This key type is not supported",
        "The public key is of a kind that Hasura does not verify with, such as Ed448, X25519 or DSA.",
        _OTHER_KEY,
    ),
    StartupWords(
        "unknown-curve",
        r"Error getting EC parameters",
        "The elliptic curve of the key is none that Hasura knows.",
        _OTHER_KEY,
    ),
    StartupWords(
        "trailing-data",
        r"Could not decode public key",
        "Something follows the public key inside its PEM block.",
        f"Write the key anew:\nopenssl pkey -pubin -in old.pem -out public.pem\n{FROM_PEM}",
    ),
    StartupWords(
        "no-public-key",
        r"Could not decode PEM",
        "The PEM block is neither a public key nor a certificate; a private key or a certificate request is "
        "neither.",
        _PUBLIC_HALF,
    ),
    StartupWords(
        "key-and-jwk-url",
        r"key, jwk_url both cannot be present",
        "Hasura takes its keys from one place only.",
        'Keep "jwk_url" if the identity provider publishes its keys, else "key".',
    ),
    StartupWords(
        "no-key",
        r"key and jwk_url both cannot be empty",
        "The secret names no key to check signatures with; a misspelt field name counts as absent.",
        f'Give "type" and "key", or "jwk_url".\n{MAKE}',
    ),
    StartupWords(
        "jwk-url-no-uri",
        r"not a valid URI",
        "jwk_url is a whole address; Hasura fills no variables into it.",
        f'Write it in full: "jwk_url": "https://...".\n{MAKE}',
    ),
    # Of the other fields.
    StartupWords(
        "array-in-singular",
        r"parsing JWTConfig failed, expected Object, but encountered Array",
        "HASURA_GRAPHQL_JWT_SECRET holds one JSON object. Several JWT secrets need the Enterprise Edition "
        "and HASURA_GRAPHQL_JWT_SECRETS.",
        f"Take the square brackets away and keep one object; a jwk_url may serve several keys.\n{MAKE}",
    ),
    StartupWords(
        "not-an-object",
        r"parsing JWTConfig failed",
        "The JWT secret is not a JSON object but a bare value; a key alone is not enough.",
        f'Write it as {{"type": "HS256", "key": "..."}}.\n{MAKE}',
    ),
    StartupWords(
        "two-namespaces",
        r"claims_namespace and claims_namespace_path both cannot be set",
        "Both fields say where in the token Hasura's claims are.",
        'Keep "claims_namespace" for a claim at the top, "claims_namespace_path" for one deeper.',
    ),
    StartupWords(
        "bad-namespace-path",
        r"invalid JSON path claims_namespace_path error: ",
        'claims_namespace_path is a path such as $.hasura.claims; a name with other signs stands in ["..."].',
        'For a claim that is named by an address use "claims_namespace": "https://hasura.io/jwt/claims"; '
        'for one deeper:\n"claims_namespace_path": "$.hasura.claims"',
    ),
    StartupWords(
        "bad-claims-map-path",
        r"Accept letters, digits, underscore",
        "A path in claims_map is names with dots between them, from the root $; wildcards and filters do not "
        "exist.",
        'Write a name with other signs in brackets: "path": "$[\\"https://example.com/roles\\"]". For '
        f"example:\n{_MAP}",
    ),
    StartupWords(
        "no-path",
        r'key "path" not found',
        "An object in claims_map says with path where in the token the value is.",
        f'Write {{"path": "$.sub"}}, or a bare text for a fixed value. For example:\n{_MAP}',
    ),
    StartupWords(
        "no-name",
        r'key "name" not found',
        "For a cookie or a header of your own Hasura needs its name.",
        _HEADER,
    ),
    StartupWords(
        "unknown-header-type",
        r"expected 'type' is 'Authorization' or 'Cookie' or 'CustomHeader'",
        "The header's type says where requests carry the token, and there are three places.",
        _HEADER,
    ),
    StartupWords(
        "header-is-text",
        r"parsing JWTHeader failed",
        "Hasura's documentation calls the header a text with JSON in it, but the server wants an object.",
        'Write it without quotes around the braces:\n"header": {"type": "Cookie", "name": "token"}',
    ),
    StartupWords(
        "no-allowed-roles",
        r"x-hasura-allowed-roles is expected but not found",
        "claims_map has to say where the allowed roles come from, the name in lower case.",
        f'Add "x-hasura-allowed-roles": {{"path": "$.roles"}}, or a fixed list: ["user"]. As in:\n{_MAP}',
    ),
    StartupWords(
        "no-default-role",
        r"x-hasura-default-role is expected but not found",
        "claims_map has to say where the default role comes from, the name in lower case.",
        'Add "x-hasura-default-role": {"path": "$.role", "default": "user"}, or a fixed one: "user". As '
        f"in:\n{_MAP}",
    ),
    StartupWords(
        "audience-no-uri",
        r"\$\.audience: (failed to parse StringOrURI|parsing StringOrURI failed)",
        "An audience is a text, or a list of texts, and with a colon in it a whole address without spaces.",
        "Copy aud from a token: ./herm token inspect. A name without a colon "
        'always goes:\n"audience": "my-api"',
    ),
    StartupWords(
        "not-string-or-uri",
        r"failed to parse StringOrURI|parsing StringOrURI failed",
        "An issuer or an audience is a text, and with a colon in it it has to be a whole address without "
        "spaces.",
        "Copy iss from a token: ./herm token inspect. A name without a colon "
        'always goes:\n"issuer": "my-issuer"',
    ),
    StartupWords(
        "empty-role",
        r"empty string not allowed",
        "A role in claims_map has no name.",
        f"Give every role a name, or take the empty one away. As in:\n{_MAP}",
    ),
    StartupWords(
        "unknown-claims-format",
        r"claims_format.*JWTClaimsFormat failed",
        "claims_format has two values.",
        'Write "json" (or leave it out) for an object in the token, "stringified_json" for a text with JSON '
        'in it:\n"claims_format": "json"',
    ),
    StartupWords(
        "skew-no-number",
        r"parsing NominalDiffTime failed",
        "allowed_skew is a number of seconds.",
        'Write it without quotes:\n"allowed_skew": 30',
    ),
    StartupWords(
        "claims-map-no-object",
        r"parsing JWTClaimsMap failed",
        "claims_map is an object with a source for each session variable, and here it is something else.",
        f"Write it as in:\n{_MAP}",
    ),
    StartupWords(
        "wrong-kind",
        r"parsing .* failed, expected",
        "The field named in the error has a value of another kind than Hasura wants.",
        f"Change its value to the kind that the error names.\n{MAKE}",
    ),
    # Of the text itself; the last of them fits every error of a JWT secret.
    StartupWords(
        "line-breaks",
        r"unescaped control character",
        "A text inside the JSON holds a real line break; JSON wants it written as \\n.",
        FROM_PEM,
    ),
    StartupWords(
        "empty",
        r"not enough input",
        "The variable is set but empty, or its JSON ends too early; Hasura reads what is set.",
        f"Unset it if you want no tokens, else give the whole JSON.\n{MAKE}",
    ),
    StartupWords(
        "not-json",
        r"Error in \$",
        "The value is not JSON, so Hasura cannot read any of it.",
        f'See where it breaks: printf %s "$HASURA_GRAPHQL_JWT_SECRET" | jq .\n{MAKE}',
    ),
)
_UNKNOWN = StartupWords(
    "unknown", "", "Hasura stops at its start.", "The last words of the error name the place."
)


def startup_words(error: str) -> StartupWords:
    """The row for a start-up error's text."""
    return next((row for row in ROWS if re.search(row.pattern, error)), _UNKNOWN)


def explain_startup(error: str) -> tuple[str, str]:
    """The meaning of a start-up error and its remedy."""
    row = startup_words(error)
    return row.meaning, row.remedy

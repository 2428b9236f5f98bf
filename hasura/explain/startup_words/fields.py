"""Errors about the other fields of a JWT secret."""

from __future__ import annotations

from collections.abc import Sequence

from hasura.explain.startup_words.row import MAKE, StartupWords

ROWS: Sequence[StartupWords] = (
    StartupWords(
        "array-in-singular",
        r"parsing JWTConfig failed, expected Object, but encountered Array",
        "HASURA_GRAPHQL_JWT_SECRET holds one JSON object. Several JWT secrets need the Enterprise Edition "
        "and HASURA_GRAPHQL_JWT_SECRETS.",
        "Take the square brackets away and keep one object; a jwk_url may serve several keys.",
    ),
    StartupWords(
        "not-an-object",
        r"parsing JWTConfig failed",
        "The JWT secret is not a JSON object but a bare value; a key alone is not enough.",
        'Write it as {"type": "HS256", "key": "..."}.',
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
        'For a claim that is named by an address use "claims_namespace": "https://hasura.io/jwt/claims".',
    ),
    StartupWords(
        "bad-claims-map-path",
        r"Accept letters, digits, underscore",
        "A path in claims_map is names with dots between them, from the root $; wildcards and filters do not "
        "exist.",
        'Write a name with other signs in brackets: "path": "$[\\"https://example.com/roles\\"]".',
    ),
    StartupWords(
        "no-path",
        r'key "path" not found',
        "An object in claims_map says with path where in the token the value is.",
        'Write {"path": "$.sub"}, or a bare text for a fixed value.',
    ),
    StartupWords(
        "no-name",
        r'key "name" not found',
        "For a cookie or a header of your own Hasura needs its name.",
        'Write {"type": "Cookie", "name": "token"}.',
    ),
    StartupWords(
        "unknown-header-type",
        r"expected 'type' is 'Authorization' or 'Cookie' or 'CustomHeader'",
        "The header's type says where requests carry the token, and there are three places.",
        'Write {"type": "Authorization"}, or {"type": "Cookie", "name": "token"}.',
    ),
    StartupWords(
        "header-is-text",
        r"parsing JWTHeader failed",
        "Hasura's documentation calls the header a text with JSON in it, but the server wants an object.",
        'Write "header": {"type": "Cookie", "name": "token"}, without quotes around the braces.',
    ),
    StartupWords(
        "no-allowed-roles",
        r"x-hasura-allowed-roles is expected but not found",
        "claims_map has to say where the allowed roles come from, the name in lower case.",
        'Add "x-hasura-allowed-roles": {"path": "$.roles"}, or a fixed list: ["user"].',
    ),
    StartupWords(
        "no-default-role",
        r"x-hasura-default-role is expected but not found",
        "claims_map has to say where the default role comes from, the name in lower case.",
        'Add "x-hasura-default-role": {"path": "$.role", "default": "user"}, or a fixed one: "user".',
    ),
    StartupWords(
        "not-string-or-uri",
        r"failed to parse StringOrURI|parsing StringOrURI failed",
        "An issuer or an audience is a text, and with a colon in it it has to be a whole address without "
        "spaces.",
        "Copy iss and aud from a token: ./herm token inspect",
    ),
    StartupWords(
        "empty-role",
        r"empty string not allowed",
        "A role in claims_map has no name.",
        "Give every role a name, or take the empty one away.",
    ),
    StartupWords(
        "unknown-claims-format",
        r"claims_format.*JWTClaimsFormat failed",
        "claims_format has two values.",
        'Write "json" (or leave it out) for an object in the token, "stringified_json" for a text with JSON '
        "in it.",
    ),
    StartupWords(
        "skew-no-number",
        r"parsing NominalDiffTime failed",
        "allowed_skew is a number of seconds.",
        'Write it without quotes: "allowed_skew": 30',
    ),
    StartupWords(
        "wrong-kind",
        r"parsing .* failed, expected",
        "The field named in the error has a value of another kind than Hasura wants.",
        f"Change its value to the kind that the error names. {MAKE}",
    ),
)

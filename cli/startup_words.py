"""What a start-up error of Hasura's means, and what mends it; found by a part of its text."""

from __future__ import annotations

from collections.abc import Sequence

_MAKE = "Make one that is right: ./herm jwt-config --help"
_PUBLIC = """\
A private key is not accepted; its public half: openssl pkey -in private.pem -pubout -out public.pem
Inside the JSON each line break is \\n: jq -n --rawfile key public.pem '{type: "RS256", key: $key}'"""

# The first row whose words stand in the error is taken; the order is from the special to the general.
_ROWS: Sequence[tuple[str, str, str]] = (
    (
        "requires --admin-secret",
        "Without an admin secret anyone may do everything, so tokens would protect nothing.",
        "Set HASURA_GRAPHQL_ADMIN_SECRET as well.",
    ),
    (
        "Both webhook and JWT mode",
        "Requests are checked either by a webhook or by tokens.",
        "Take HASURA_GRAPHQL_AUTH_HOOK or HASURA_GRAPHQL_JWT_SECRET away.",
    ),
    (
        "HASURA_GRAPHQL_UNAUTHORIZED_ROLE: empty",
        "The variable is set, to nothing; that is not the same as unset.",
        "Take HASURA_GRAPHQL_UNAUTHORIZED_ROLE away.",
    ),
    (
        "but encountered Array",
        "Several JWT secrets work in the Enterprise Edition only, in HASURA_GRAPHQL_JWT_SECRETS.",
        "Give one JSON object: take the square brackets away.",
    ),
    (
        "both cannot be empty",
        "The secret says no way to check a signature.",
        f"Give `key` and `type`, or `jwk_url`. {_MAKE}",
    ),
    (
        "key, jwk_url both cannot be present",
        "Hasura takes the key from one place only.",
        "Keep `jwk_url` if the identity provider publishes its keys, else `key`.",
    ),
    (
        "claims_namespace and claims_namespace_path",
        "Both fields say where the claims are.",
        "Keep one of them; `claims_namespace_path` is for claims deeper than the top.",
    ),
    (
        'key "type" not found',
        "A `key` needs the algorithm that it is for.",
        'Add "type": HS256 for a shared secret, RS256, ES256 or Ed25519 for a public key.',
    ),
    (
        "Key type:",
        "Hasura knows HS, RS and ES, each with 256, 384 and 512, and Ed25519, in just this spelling.",
        'For EdDSA write "Ed25519"; for PS256 write "RS256", which accepts PS256 tokens too.',
    ),
    (
        "Key size too small",
        "The characters of `key` are its bytes, and there are fewer than the algorithm needs.",
        "./herm jwt-config --hs256",
    ),
    (
        "Could not decode",
        "`key` is no public key or certificate in PEM of the kinds RSA, EC and Ed25519.",
        _PUBLIC,
    ),
    (
        "Accept letters, digits, underscore",
        'A path is `$`, or names with dots between them; a name with other characters stands in ["..."].',
        'A claim named by an address is no path: use "claims_namespace", or $["https://hasura.io/jwt/claims"].',
    ),
    (
        "is expected but not found",
        "A claims_map has to say where the allowed roles and the default role come from, in lower case.",
        'Add "x-hasura-allowed-roles": {"path": "$.roles"} and "x-hasura-default-role": "user".',
    ),
    (
        "failed to parse StringOrURI",
        "An issuer or audience with a colon in it has to be a whole address.",
        "Copy `iss` and `aud` from a token: ./herm token inspect",
    ),
    (
        "expected 'type' is",
        "The header's type says where requests carry the token.",
        'Write {"type": "Authorization"}; Cookie and CustomHeader want a "name" as well.',
    ),
    (
        "claims_format",
        "claims_format has two values: json and stringified_json.",
        "Take it away: json is what Hasura takes without it.",
    ),
    (
        "Error in $.",
        "The field named in the error has a value of the wrong type.",
        _MAKE,
    ),
    (
        "Error in $[",
        "The field named in the error has a value of the wrong type.",
        _MAKE,
    ),
    (
        "JWT_SECRET",
        "The secret is no JSON object, so that Hasura cannot read any of it.",
        f"Mend the place named in the error with: jq . FILE. {_MAKE}",
    ),
)


def explain_startup(error: str) -> tuple[str, str]:
    """The meaning of a start-up error and its remedy."""
    return next(
        ((meaning, remedy) for words, meaning, remedy in _ROWS if words in error),
        ("Hasura stops at its start.", "Read the error's last words; they name the place."),
    )

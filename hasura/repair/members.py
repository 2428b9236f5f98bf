"""Accidents of one field of a JWT secret that is JSON already, in the order in which they are undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hasura.algorithms import HMAC_BYTES, PEM_TYPES
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE
from hasura.repair.accident import Accident, Repair, repair
from hasura.repair.foreign import JWK
from hasura.repair.undo import claims as undo_claims
from hasura.repair.undo import key as undo_key
from hasura.repair.undo import other as undo_other

Fields = dict[str, Any]

_HEADER = (
    'The three forms: {"type": "Authorization"}, {"type": "CustomHeader", "name": "X-Token"}, '
    'or {"type": "Cookie", "name": "token"}.'
)

REPAIRS: tuple[Repair[Fields], ...] = (
    repair(
        "spaces-around",
        "A field has spaces or invisible signs at its ends, left by a copy; they count as part of it.",
        "Remove them.",
        undo_other.trimmed,
    ),
    repair(
        "key-padded",
        "The key begins or ends with a space or a line break, which counts as part of it; echo adds one.",
        "Make the key again without it: printf %s instead of echo.",
        undo_key.trimmed_key,
    ),
    repair(
        "field-misspelt",
        "A field has a name that Hasura does not know, so that it counts as absent.",
        "Rename it.",
        undo_other.renamed,
    ),
    repair(
        "address-as-key",
        'The "key" is an address; the address of a key set belongs into "jwk_url".',
        'Write it as {"jwk_url": "https://..."}, without type and key.',
        undo_key.addressed,
    ),
    repair(
        "type-misspelt",
        'The "type" is not one of the names that Hasura knows, which are spelt exactly.',
        "The types: "
        + ", ".join((*HMAC_BYTES, *PEM_TYPES))
        + '. For EdDSA write "Ed25519"; for PS256 write "RS256", which takes PS256 tokens of the key too.',
        undo_key.typed,
    ),
    repair(
        "type-missing",
        'The secret has a "key" and does not say its type, the algorithm that it is for.',
        'Add "type": "HS256" for a shared secret, "RS256", "ES256" or "Ed25519" for a public key.',
        undo_key.typed_by_key,
    ),
    repair(
        "jwk-url-no-scheme",
        "jwk_url begins with the host; Hasura needs http:// or https:// before it.",
        'Write it in full: "jwk_url": "https://..."',
        undo_key.with_scheme,
    ),
    Repair(JWK, undo_key.jwk_as_key),
    repair(
        "jwk-url-list",
        "jwk_url is a list; Hasura takes the address of one key set.",
        "Keep one address; a key set may hold several keys.",
        undo_key.one_address,
    ),
    repair(
        "claims-map-as-text",
        "claims_map is a text with JSON in it; Hasura wants the object itself.",
        "Write it without quotes around its braces.",
        undo_claims.mapped_object,
    ),
    repair(
        "claims-map-value-not-text",
        "claims_map gives a session variable a value of another kind than text: a number or a boolean.",
        'Write it in quotes: "1".',
        undo_claims.mapped_texts,
    ),
    repair(
        "header-as-text",
        "The header is a text; Hasura wants an object, although its documentation says otherwise.",
        _HEADER,
        undo_other.header_object,
    ),
    repair(
        "header-type-is-a-name",
        "The header's type is the name of a header; Hasura knows three types, and the name stands beside.",
        _HEADER,
        undo_other.header_type,
    ),
    repair(
        "claims-map-path-as-text",
        "A path in claims_map is written as a text, which is a fixed value, the same for every user.",
        'Write it as {"path": "$.roles"}.',
        undo_claims.mapped_paths,
    ),
    repair(
        "claims-map-role-as-text",
        "The allowed roles of claims_map are one text; Hasura wants a list of roles.",
        f'Write them as a list: "{ALLOWED_ROLES}": ["user"].',
        undo_claims.mapped_roles,
    ),
    repair(
        "claims-map-role-in-capitals",
        "claims_map names a role claim with capital letters; these two names have to be in lower case.",
        f'Write "{ALLOWED_ROLES}" and "{DEFAULT_ROLE}".',
        undo_claims.mapped_names,
    ),
    repair(
        "claims-map-role-missing",
        f"claims_map has to say where {ALLOWED_ROLES} and {DEFAULT_ROLE} come from.",
        f'Add "{ALLOWED_ROLES}": {{"path": "$.roles"}} or a fixed list: ["user"].',
        undo_claims.mapped_roles_added,
    ),
    repair(
        "namespace-as-path",
        "claims_namespace_path is a path such as $.hasura.claims; an address, which is a name, stands there.",
        'Write "claims_namespace": "https://hasura.io/jwt/claims" instead.',
        undo_claims.namespaced,
    ),
    repair(
        "two-namespaces",
        "claims_namespace and claims_namespace_path both say where in the token Hasura's claims are.",
        'Keep "claims_namespace" for a claim at the top, "claims_namespace_path" for one deeper.',
        undo_other.dropping("claims_namespace_path", "claims_namespace"),
    ),
    repair(
        "key-and-jwk-url",
        "The secret has a key and a jwk_url, and Hasura takes its keys from one place only.",
        'Keep "jwk_url" if the identity provider publishes its keys, else "key".',
        undo_other.dropping("key", "jwk_url"),
    ),
    repair(
        "skew-as-text",
        "allowed_skew is a number of seconds, and here it is a text.",
        'Write it without quotes: "allowed_skew": 30',
        undo_other.skew_number,
    ),
    repair(
        "claims-format-unknown",
        "claims_format has two values, json and stringified_json, and this is neither.",
        'Write "json" (or leave it out) for an object in the token, "stringified_json" for a text with JSON.',
        undo_claims.format_named,
    ),
    repair(
        "issuer-list",
        "The issuer is a list; a JWT secret takes only one issuer.",
        "Keep the one whose keys the secret names; several issuers need HASURA_GRAPHQL_JWT_SECRETS.",
        undo_other.one_issuer,
    ),
)


HOPELESS: tuple[tuple[Accident, Callable[[Fields], bool]], ...] = (
    (
        Accident(
            "file-as-key",
            "The key is the name of a file; Hasura opens no file here and wants the PEM text itself.",
            "Write the file's text as JSON:\n./herm jwt check public.pem --fix",
        ),
        undo_key.is_file,
    ),
    (
        Accident(
            "jwk-url-not-filled-in",
            "jwk_url holds a placeholder that nothing has filled in; Hasura fills no variables into it.",
            "Write it in full, or have it made: ./herm jwt-config --help\n./herm jwt-config --hs256",
        ),
        undo_key.is_unfilled,
    ),
)

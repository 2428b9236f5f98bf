"""Errors of the text itself; the last of them fits every error of a JWT secret."""

from __future__ import annotations

from collections.abc import Sequence

from hasura.explain.startup_words.row import FROM_PEM, MAKE, StartupWords

ROWS: Sequence[StartupWords] = (
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
        f"Unset it if you want no tokens, else give the whole JSON. {MAKE}",
    ),
    StartupWords(
        "not-json",
        r"Error in \$",
        "The value is not JSON, so Hasura cannot read any of it; quotes kept from an env file do that, too.",
        'See where it breaks: printf %s "$HASURA_GRAPHQL_JWT_SECRET" | jq .',
    ),
)

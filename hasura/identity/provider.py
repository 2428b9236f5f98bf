"""What one identity provider is: what to ask for, and what follows from the answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hasura.identity.snippets import snippet_of
from hasura.model import DEFAULT_ROLE


@dataclass(frozen=True)
class Question:
    """One thing that only the user knows.

    Attributes:
        name: The option's name and the template's field.
        help: One line, with an example.
        read: Turns what was typed into the value for the template; raises ValueError with the reason.
        default: None makes the answer required.
    """

    name: str
    help: str
    read: Callable[[str], str]
    default: str | None = None


@dataclass(frozen=True)
class Provider:
    """One row of the table.

    Attributes:
        issuer: Template of the `iss` of its tokens, exactly as the provider writes it.
        jwk_url: Template of the address of its keys; None: the discovery document says it.
        audience: The audience when it follows from the answers, else None.
        audience_means: What to give as audience, for the warning when none is known; empty when a token
            of this issuer can only be for this API.
        claims: Fields that go into the JWT secret as they are.
        claims_map: The tokens name the roles already; the snippet's `claims_map` goes into the secret.
        notes: What goes wrong most often, one sentence each.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    issuer: str
    jwk_url: str | None
    audience: Callable[[Mapping[str, str]], str | None] = lambda _: None
    audience_means: str = ""
    claims: Mapping[str, str] | None = None
    claims_map: bool = False
    notes: tuple[str, ...] = ()

    @property
    def snippet(self) -> str:
        """The code or the settings that make the tokens carry Hasura's claims."""
        return snippet_of(self.name)

    def claims_fields(self, default_role: str) -> dict[str, Any]:
        """What the JWT secret says about the place of the claims; empty for Hasura's own namespace."""
        if not self.claims_map:
            return dict(self.claims or {})
        code = "\n".join(line for line in self.snippet.splitlines() if not line.startswith("//"))
        fields: dict[str, Any] = json.loads(code)
        fields["claims_map"][DEFAULT_ROLE] = default_role
        return fields

"""The document on identity providers says what the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasura.identity.provider import Provider
from hasura.identity.providers import PROVIDERS

DOCUMENT = Path(__file__).parents[4] / "docs" / "identity-providers.md"


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=list(PROVIDERS))
def test_row(provider: Provider) -> None:
    """Each provider's row names its questions, its issuer and the end of its keys' address."""
    (row,) = (line for line in DOCUMENT.read_text().splitlines() if line.startswith(f"| `{provider.name}` |"))
    assert [f"`--{question.name}`" in row for question in provider.questions] == [True] * len(
        provider.questions
    )
    if provider.name != "oidc":
        assert f"`{provider.issuer}`" in row
    if provider.jwk_url is not None and provider.name != "firebase":
        shared = provider.issuer.removesuffix("/").removesuffix("v2.0").removesuffix("{tenant}/")
        assert provider.jwk_url.removeprefix(shared) in row
    assert ("claims_map" in row) is provider.claims_map

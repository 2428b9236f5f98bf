"""A clone without `doubles/`: everything that a user deploys works, so nothing deployed needs a double."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import httpx
import pytest

from cli.verbs.table import VERBS
from tests.live.containers import built
from tests.support.clones import Clone
from tests.support.registry import registry


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Both official images, as a registry would have them; herm's own images stand for them."""
    images = {"hasura/graphql-engine:v2": built().hasura, "library/postgres:17": built().postgres}
    with registry(tmp_path_factory.mktemp("registry"), images) as served:
        hasura, postgres = served.values()
        yield hasura, postgres


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clone in which `doubles/` was removed."""
    clone = Clone(tmp_path_factory.mktemp("bare"), ready=True)
    shutil.rmtree(clone.folder / "doubles")
    try:
        yield clone
    finally:
        clone.remove()


def test_up_works_without_doubles(bare: Clone, references: tuple[str, str]) -> None:
    """With a registry that has the images, `./herm up` pulls them, and plain `pulumi` sees no change."""
    hasura, postgres = references
    images = ("--config", f"herm:hasuraImage={hasura}", "--config", f"herm:postgresImage={postgres}")
    bare.herm("up", *bare.own_settings, *images)
    assert httpx.get(f"{bare.url}/healthz").text == "OK"
    assert bare.container("hasura")["Config"]["Labels"]["herm.stack"] == "dev"
    bare.pulumi("preview", "--stack", "dev", "--expect-no-changes", "--non-interactive")
    bare.herm("down", "--volumes")


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"rehearse", "test", "bench"}))
def test_verbs_do_not_need_doubles(bare: Clone, verb: str) -> None:
    """Every verb but the rehearsal's, and those of the tests, can be loaded."""
    done = bare.herm(verb, "--help")
    assert f"Usage: ./herm {verb}" in done.stdout

"""Which images are used, pulled or built, by what is here and what can be reached."""

from __future__ import annotations

import pytest

from infra.problems import ProblemsError, fail
from machine import query_engine
from machine.images import ensure, graphiql, postgres, python_base, stand_in
from machine.images.names import Chosen, Wanted

WANTED = Wanted("hasura/graphql-engine:v2@sha256:1", "postgres:17@sha256:2")
BUILT = {"herm/hasura-stand-in:k", "herm/postgres-debian:k"}


@pytest.mark.parametrize(
    ("here", "pulled", "wanted", "chosen"),
    [
        ({WANTED.hasura, WANTED.postgres}, set(), WANTED, Chosen(WANTED.hasura, WANTED.postgres)),
        (set(), {WANTED.hasura, WANTED.postgres}, WANTED, Chosen(WANTED.hasura, WANTED.postgres)),
        (set(), set(), WANTED, Chosen("herm/hasura-stand-in:k", "herm/postgres-debian:k")),
        (BUILT, None, WANTED, Chosen("herm/hasura-stand-in:k", "herm/postgres-debian:k")),
        ({WANTED.hasura}, set(), WANTED, Chosen(WANTED.hasura, "herm/postgres-debian:k")),
        (
            set(),
            None,
            Wanted("herm/hasura-stand-in:old", "herm/postgres-debian:old"),
            Chosen("herm/hasura-stand-in:k", "herm/postgres-debian:k"),
        ),
    ],
)
def test_choice(
    monkeypatch: pytest.MonkeyPatch, here: set[str], pulled: set[str] | None, wanted: Wanted, chosen: Chosen
) -> None:
    """Present wins, then built before, then pulled, then built now; what herm built is never asked for.

    With the stand-in comes the page that tells how to get Hasura, since the registry is not asked again, and
    the reason why its schema is empty. Its query engine is built when its image is.
    """
    said: list[str] = []

    def pull(reference: str, _: object) -> bool:
        assert pulled is not None, "the registry was asked"
        return reference in pulled

    monkeypatch.setattr(ensure, "present", here.__contains__)
    monkeypatch.setattr(ensure, "pull", pull)
    for module, name in (
        (stand_in, "herm/hasura-stand-in:k"),
        (postgres, "herm/postgres-debian:k"),
    ):
        monkeypatch.setattr(module, "image", lambda name=name: name)
        monkeypatch.setattr(module, "ensure", lambda _, name=name: name)
    monkeypatch.setattr(python_base, "ensure", lambda _: "herm/python-debian:k")
    engines: list[object] = []
    monkeypatch.setattr(query_engine, "ensure", engines.append)
    monkeypatch.setattr(query_engine, "hindrance", lambda: "no Rust")
    assert ensure.ensure_images(wanted, said.append) == chosen
    assert any("docs/offline.md" in line for line in said) == ("stand-in" in chosen.hasura)
    assert any("no Rust" in line for line in said) == ("stand-in" in chosen.hasura)
    assert len(engines) == ("stand-in" in chosen.hasura and here != BUILT)


@pytest.mark.parametrize(
    ("here", "pulled", "made"),
    [
        (BUILT, set(), []),
        (set(), {WANTED.hasura, WANTED.postgres}, []),
        (set(), {WANTED.hasura}, ["postgres"]),
        (set(), set(), ["console", "postgres", "python"]),
    ],
)
def test_bases_are_had_without_the_query_engine(
    monkeypatch: pytest.MonkeyPatch, here: set[str], pulled: set[str], made: list[str]
) -> None:
    """What is here or can be pulled is not built; of the stand-in only what its code is put on and beside."""
    built: list[str] = []
    monkeypatch.setattr(ensure, "present", here.__contains__)
    monkeypatch.setattr(ensure, "pull", lambda reference, _: reference in pulled)
    monkeypatch.setattr(stand_in, "image", lambda: "herm/hasura-stand-in:k")
    monkeypatch.setattr(postgres, "image", lambda: "herm/postgres-debian:k")
    monkeypatch.setattr(postgres, "ensure", lambda _: built.append("postgres"))
    monkeypatch.setattr(python_base, "ensure", lambda _: built.append("python"))
    monkeypatch.setattr(graphiql, "ensure", lambda _: built.append("console"))
    for module in (stand_in, query_engine):
        monkeypatch.setattr(module, "ensure", pytest.fail)
    ensure.ensure_bases(WANTED, print)
    assert sorted(built) == made


def test_one_base_that_cannot_be_had_ends_the_other_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure is told when the other image is made: the next run finds that one."""
    built: list[str] = []

    def refuse(_: object) -> None:
        raise fail("stand-in engine", "its libraries cannot be installed", "./herm up")

    monkeypatch.setattr(ensure, "_available", lambda *_: None)
    monkeypatch.setattr(python_base, "ensure", refuse)
    monkeypatch.setattr(graphiql, "ensure", print)
    monkeypatch.setattr(postgres, "ensure", lambda _: built.append("postgres"))
    with pytest.raises(ProblemsError, match="libraries"):
        ensure.ensure_bases(WANTED, print)
    assert built == ["postgres"]

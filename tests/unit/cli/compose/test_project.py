"""A compose file's services, with what they extend and include, as the compose specification says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.compose.document import read_yaml
from infra.problems import ProblemsError

SECRET = "HASURA_GRAPHQL_JWT_SECRET"
API = f"services: {{api: {{environment: {{{SECRET}: j}}}}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's folder, with another one for what it names."""
    (tmp_path / "sub").mkdir()
    return tmp_path


def read(folder: Path, text: str, **outer: str) -> dict[str, str]:
    """The variables beside the JWT secret, by which the service is found."""
    found = read_yaml(folder / "compose.yml", text, outer)
    assert found.pop(SECRET) == "j"
    return found


def refusal(folder: Path, text: str) -> str:
    """Why a main file with this text is refused."""
    with pytest.raises(ProblemsError) as raised:
        read(folder, text)
    return str(raised.value)


def test_extended_environment_is_merged_by_name(folder: Path) -> None:
    """Lists and mappings merge alike; the own value wins, a bare name is the shell's or unset."""
    text = f"""
services:
  base:
    environment: [A=base, B=base, C=base, D=base]
  api:
    extends: base
    environment: {{B: own, C: , D: , {SECRET}: j}}
"""
    assert read(folder, text, D="shell") == {"A": "base", "B": "own", "D": "shell"}


def test_extended_file_has_its_own_paths_and_this_projects_variables(folder: Path) -> None:
    """Its env files lie beside it and come first; all of `environment` wins over all files."""
    (folder / ".env").write_text("WHO=project\n")
    (folder / "sub" / ".env").write_text("WHO=sub\n")
    (folder / "sub" / "base.env").write_text("A=sub\nB=sub\nC=sub\n")
    (folder / "own.env").write_text("B=own\nC=own\n")
    (folder / "sub" / "base.yml").write_text(
        "services: {deep: {env_file: base.env, environment: {C: '${WHO}'}}, base: {extends: {service: deep}}}"
    )
    text = f"""
services:
  api:
    extends: {{file: "${{DIR}}/base.yml", service: base}}
    env_file: [own.env]
    environment: {{{SECRET}: j}}
"""
    assert read(folder, text, DIR="sub") == {"A": "sub", "B": "own", "C": "project"}


def test_image_of_the_extended_service(folder: Path) -> None:
    """A service runs Hasura's image also where only the one that it extends names it."""
    text = f"""
services:
  other: {{environment: {{A: "1"}}}}
  api: {{extends: base, environment: {{B: "2"}}}}
  base: {{image: hasura/graphql-engine, environment: {{{SECRET}: j}}}}
"""
    assert read(folder, text) == {"B": "2"}


def test_included_file_is_a_project_of_its_own(folder: Path) -> None:
    """Its paths and its `.env` lie beside it; what the including project sets wins over that `.env`."""
    (folder / ".env").write_text("A=outer\n")
    (folder / "sub" / ".env").write_text("A=inner\nB=inner\n")
    (folder / "sub" / "api.env").write_text("C=file\n")
    (folder / "sub" / "api.yml").write_text(
        f"services: {{api: {{env_file: api.env, environment: {{A: '${{A}}', B: '${{B}}', {SECRET}: j}}}}}}"
    )
    assert read(folder, "include: [sub/api.yml]") == {"A": "outer", "B": "inner", "C": "file"}
    assert read(folder, "include: [{path: sub/api.yml}]\nservices: {db: {image: postgres}}", B="shell") == {
        "A": "outer",
        "B": "shell",
        "C": "file",
    }


def test_include_names_its_folder_and_env_files(folder: Path) -> None:
    """`project_directory` moves the paths, `env_file` takes the place of `.env`, later files override."""
    (folder / "sub" / ".env").write_text("A=unread\n")
    (folder / "one.env").write_text("A=one\nB=one\n")
    (folder / "two.env").write_text("B=two\n")
    (folder / "api.env").write_text("C=here\n")
    (folder / "sub" / "api.yml").write_text(
        "services: {api: {env_file: api.env, environment: {A: '${A}', B: '${B}', D: base}}}"
    )
    (folder / "sub" / "more.yml").write_text(f"services: {{api: {{environment: {{D: more, {SECRET}: j}}}}}}")
    text = """
include:
  - path: [sub/api.yml, sub/more.yml]
    project_directory: .
    env_file: [one.env, two.env]
"""
    assert read(folder, text) == {"A": "one", "B": "two", "C": "here", "D": "more"}


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ("environment: {A: !reset null}", {"A": "file", "B": "base"}),
        ("environment: {A: !reset own, B: own}", {"A": "file", "B": "own"}),
        ("environment: !reset {A: b}", {"A": "file"}),
        ("environment: !reset null", {"A": "file"}),
        (f"environment: !override {{C: own, {SECRET}: j}}", {"A": "file", "C": "own"}),
        (f"environment: !override ['C=own', '{SECRET}=j']", {"A": "file", "C": "own"}),
        ("env_file: !reset []", {"A": "base", "B": "base"}),
        ("env_file: !override other.env", {"A": "base", "B": "base", "D": "other"}),
        ("image: !override own", {"A": "base", "B": "base"}),
    ],
)
@pytest.mark.parametrize("way", ["a later file of an entry", "a service that extends"])
def test_reset_and_override(folder: Path, over: str, found: dict[str, str], way: str) -> None:
    """`!reset` takes away what the file before has, `!override` stands in its place; alone both are plain."""
    base = f"services: {{api: {{env_file: a.env, environment: {{A: base, B: base, {SECRET}: j}}}}}}"
    (folder / "base.yml").write_text(base)
    (folder / "a.env").write_text(f"A=file\n{SECRET}=j\n")
    (folder / "other.env").write_text("D=other\n")
    (folder / "over.yml").write_text(f"services: {{api: {{{over}}}}}")
    text = "include: [{path: [base.yml, over.yml]}]"
    if way == "a service that extends":
        text = f"services: {{api: {{extends: {{file: base.yml, service: api}}, {over}}}}}"
    assert read(folder, text) == found


@pytest.mark.parametrize(
    ("over", "found"),
    [("!reset null", None), (f"!override {{environment: {{B: own, {SECRET}: j}}}}", {"B": "own"})],
)
def test_a_whole_service_is_replaced(folder: Path, over: str, found: dict[str, str] | None) -> None:
    """A service that a later file resets is gone, one that it overrides has nothing of the former."""
    (folder / "base.yml").write_text(
        f"services: {{api: {{environment: {{A: base, {SECRET}: j}}}}, x: {{image: y}}}}"
    )
    (folder / "over.yml").write_text(f"services: {{api: {over}}}")
    text = "include: [{path: [base.yml, over.yml]}]"
    if found is None:
        assert "has no service that runs Hasura" in refusal(folder, text)
    else:
        assert read(folder, text) == found


def test_the_same_service_may_be_included_twice(folder: Path) -> None:
    """Two ways to one file are no conflict; two services of one name that differ are."""
    (folder / "api.yml").write_text(API)
    (folder / "sub" / "all.yml").write_text("include: [../api.yml]")
    text = "include: [api.yml, sub/all.yml]"
    assert read(folder, text) == {}
    told = refusal(folder, f"{text}\nservices: {{api: {{environment: {{A: b}}}}}}")
    assert "compose.yml include[0]: includes a second service api" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("services: {api: {extends: api}}", "compose.yml services.api: extends itself in the end"),
        ("services: {a: {extends: b}, b: {extends: {service: a}}}", "services.b -> "),
        ("services: {api: {extends: {file: sub/back.yml, service: b}}}", "extends itself in the end"),
        ("services: {api: {extends: none}}", "services.api: extends none, and "),
        (
            "services: {api: {extends: {file: none.yml, service: a}}}",
            "none.yml, which cannot be read: No such",
        ),
        ("services: {api: {extends: {file: sub, service: a}}}", "sub, which cannot be read: Is a directory"),
        ("services: {api: {extends: {file: sub/list.yml, service: a}}}", "list.yml, which is not a compose"),
        ("services: {api: {extends: {file: sub/raw.yml, service: a}}}", "raw.yml: is not UTF-8"),
        ("services: {api: {extends: {file: sub/bad.yml, service: a}}}", "bad.yml: is not YAML at line 1"),
        ("services: {api: {extends: {file: '${', service: a}}}", "services.api.extends.file: a reference"),
        ("services: {api: {extends: {file: sub/back.yml}}}", "services.api.extends: names no service"),
        ("services: {api: {extends: [a]}}", "services.api.extends: names no service"),
        ("services: {api: {extends: {file: 1, service: a}}}", "services.api.extends: names no service"),
        ("services: {api: {extends: {service: db}}, db: text}", "has no such service"),
        ("include: [none.yml]", "compose.yml include[0]: names "),
        ("include: [{env_file: a.env}]", "compose.yml include[0]: names no file"),
        ("include: [1]", "compose.yml include[0]: names no file"),
        ("include: [{path: sub/api.yml, env_file: none.env}]", "none.env: cannot be read"),
        ("include: [sub/loop.yml]", "includes itself in the end"),
        ("include: [compose.yml]", "includes itself in the end"),
        ("include: ['https://git.example/a.git']", "herm reads files of this machine alone"),
    ],
)
def test_what_compose_refuses_is_named(folder: Path, text: str, words: str) -> None:
    """Circles, files that are not there and what has no service are problems with their place."""
    (folder / "compose.yml").write_text(text)
    (folder / "sub" / "back.yml").write_text("services: {b: {extends: {file: ../compose.yml, service: api}}}")
    (folder / "sub" / "loop.yml").write_text("include: [loop2.yml]")
    (folder / "sub" / "loop2.yml").write_text("include: [loop.yml]")
    (folder / "sub" / "list.yml").write_text("[a]")
    (folder / "sub" / "bad.yml").write_text("services: [")
    (folder / "sub" / "raw.yml").write_bytes(b"\xff")
    (folder / "sub" / "api.yml").write_text(API)
    assert words in refusal(folder, text)


def test_a_long_chain_is_no_traceback(folder: Path) -> None:
    """Thousands of services of which each extends the next are a problem, too."""
    chain = "\n".join(f"  s{at}: {{extends: s{at + 1}}}" for at in range(3000))
    assert "extends itself in the end" in refusal(folder, f"services:\n{chain}\n  s3000: {{}}")

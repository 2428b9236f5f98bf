"""Every command of the pages has a row in the table that proves it, and every row a command."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.commands import TABLE, documented, is_of_az, of_page, rows
from tests.support.paths import ROOT

PROVED = [
    *(row.run for place in ("dev", "prod") for row in rows(place)),
    *TABLE["elsewhere"],
    *TABLE["not-here"],
    *TABLE["names"],
]
HOW = (
    "add a row to tests/support/commands.toml: to dev or prod, which run it as it stands, "
    "else to elsewhere with the test that runs it"
)


def _pages() -> set[str]:
    return {page for places in documented().values() for page in places}


def test_every_documented_command_is_proved() -> None:
    """A page with a command that nothing runs fails."""
    unproved = {
        command: places
        for command, places in documented().items()
        if command not in PROVED
        and not is_of_az(command)
        and not set(places) <= {*TABLE["pages"], *TABLE["whole"]}
    }
    assert not unproved, HOW


def test_every_row_is_documented() -> None:
    """A row whose command stands nowhere any more is removed."""
    there = {*documented(), *_pages()}
    assert [text for text in [*PROVED, *TABLE["pages"], *TABLE["whole"]] if text not in there] == []


def test_no_command_has_two_rows() -> None:
    """One row tells what proves a command."""
    assert sorted(text for text in set(PROVED) if PROVED.count(text) > 1) == []


@pytest.mark.parametrize("test", sorted({*TABLE["elsewhere"].values(), *TABLE["whole"].values()}))
def test_named_tests_exist(test: str) -> None:
    """The test that a row names is there."""
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


PAGE = """Run `./herm up`, not `up`.

```sh
A=1
pulumi up  # now
# a remark
az x \\
  --y
./herm a |
  jq .b
gh api - <<'J'
{}
J
```

    docker ps
    {"json": 1}

```
not shell
```
"""


def test_commands_are_found_wherever_a_page_has_them(tmp_path: Path) -> None:
    """Blocks of shell, indented blocks and inline code, with comments, continuations and pipes over lines."""
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    expected = ["pulumi up", "az x --y", "./herm a | jq .b", "gh api - <<'J'", "docker ps", "./herm up"]
    assert of_page(page) == expected

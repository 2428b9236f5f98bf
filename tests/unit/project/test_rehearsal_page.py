"""The page about the rehearsal and the tests say the same."""

from __future__ import annotations

import re

from tests.support.paths import ROOT, project_files

PAGE = (ROOT / "docs/development/rehearsal.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(test_\w+)`")


def section(title: str) -> list[str]:
    """The rows of the tables between a heading and the next of its kind."""
    text = PAGE.split(f"## {title}\n")[1]
    text = re.split(r"^## ", text, flags=re.MULTILINE)[0]
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [row for row in rows if not re.match(r"\| (behaviour|no\.|not modelled) \|", row)]


def test_every_behaviour_has_a_test_that_exists() -> None:
    """Each row of what is modelled, and of what it showed, names at least one test of this project."""
    tests = {
        name
        for file in project_files(".py")
        if file.is_relative_to(ROOT / "tests")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    for row in [*section("What the emulator models"), *section("Faults that it showed")]:
        named = _TEST.findall(row)
        assert named or "open" in row, row
        assert set(named) <= tests, set(named) - tests


def test_behaviours_are_counted() -> None:
    """The page says how many behaviours were modelled before the sources were read, and how many are now."""
    rows = section("What the emulator models")
    before = sum(row.startswith("| • ") for row in rows)
    assert f"{before} then, {len(rows)} now." in PAGE


def test_every_fault_has_its_number() -> None:
    """The faults are numbered from 1 to 28 without a gap."""
    numbers = [int(row.split("|")[1]) for row in section("Faults that it showed")]
    assert numbers == list(range(1, 29))


def test_first_deployment_keeps_its_random_names() -> None:
    """The page writes its random names to a file, once, and every shell begins by reading them."""
    page = (ROOT / "docs/first-deployment.md").read_text(encoding="utf-8")
    names = page.split("## 2.")[0]
    assert names.count("$(openssl rand") == page.count("$(openssl rand") == 2
    assert "[ -s .herm/first-deployment ] || cat >.herm/first-deployment <<NAMES" in names
    assert names.rstrip().endswith(". .herm/first-deployment\n```")


def test_no_branch_but_main_deploys_from_the_first_second() -> None:
    """A rule about protected branches would let all deploy until one is: the page names the branch."""
    page = (ROOT / "docs/first-deployment.md").read_text(encoding="utf-8")
    rule = '{"deployment_branch_policy": {"protected_branches": false, "custom_branch_policies": true}}'
    assert (
        page.index(rule) < page.index("deployment-branch-policies --field name=main") < page.index("git push")
    )

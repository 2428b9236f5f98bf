"""A double of GitHub for one repository: `gh` as docs/first-deployment.md uses it, and what it left behind.

Environments, branch policies and variables are kept in a file. It refuses what GitHub's REST reference
refuses there: a policy of both kinds or of none, a branch of an environment that takes no names, a variable
of an environment that is not there. Whatever else is asked of it ends with an error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT

REPOSITORY = "octo/herm"
_POLICIES = "deployment-branch-policies"


def install(folder: Path, kept: Path) -> None:
    """Write the program `gh` into a folder.

    Args:
        folder: It goes on PATH.
        kept: The file with what GitHub knows.
    """
    program = folder / "gh"
    program.write_text(
        f"#!{sys.executable}\n"
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.rehearsal.github import main\n"
        f"sys.exit(main(sys.argv[1:], {str(kept)!r}))\n",
        encoding="utf-8",
    )
    program.chmod(0o755)


def known(kept: Path) -> dict[str, Any]:
    """What GitHub knows: each environment by its name."""
    found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    return found


def main(words: list[str], file: str) -> str | int:
    """Obey one command; a text is an error."""
    kept = Path(file)
    environments = known(kept)
    place = f"repos/{REPOSITORY}/environments/prod"
    match words:
        case ["api", "--method", "PUT", path, "--input", "-"] if path == place:
            policy = json.load(sys.stdin)["deployment_branch_policy"]
            if policy["protected_branches"] == policy["custom_branch_policies"]:
                return (
                    "gh: protected_branches and custom_branch_policies cannot have the same value (HTTP 422)"
                )
            environments.setdefault("prod", {"branches": [], "variables": {}})["policy"] = policy
        case ["api", path, "--jq", ".branch_policies[].name"] if path == f"{place}/{_POLICIES}":
            sys.stdout.write("".join(f"{one}\n" for one in environments["prod"]["branches"]))
        case ["api", "--method", "POST", path, "--field", named] if path == f"{place}/{_POLICIES}":
            name = named.removeprefix("name=")
            if not environments["prod"]["policy"]["custom_branch_policies"]:
                return "gh: Not Found (HTTP 404)"
            if name in environments["prod"]["branches"]:
                return "gh: already exists (HTTP 303)"
            environments["prod"]["branches"].append(name)
        case ["variable", "set", name, "--env", "prod", "--body", value, "--repo", repository] if (
            repository == REPOSITORY
        ):
            if "prod" not in environments:
                return "failed to set variable: HTTP 404"
            environments["prod"]["variables"][name] = value
        case ["run", "watch", "--repo", repository] if repository == REPOSITORY:
            sys.stdout.write("a double of gh: the run of the workflow is another test's\n")
        case _:
            return f"a double of gh: it does not know {' '.join(words)}"
    kept.write_text(json.dumps(environments), encoding="utf-8")
    return 0

"""The import contracts name folders, so that a new file is held by them without a change."""

from __future__ import annotations

import ast
import re
import tomllib

from tests.support.paths import ROOT, project_files

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
# Single modules that a contract is about.
MODULES = {
    "infra.program": "the one module that runs the program",
    "cli.verbs.rehearse": "the one verb that meets a double",
}


def test_contracts_name_folders() -> None:
    """No contract lists modules by hand where a folder will do."""
    fields = ("source_modules", "forbidden_modules", "protected_modules", "allowed_importers")
    named = {name for contract in CONTRACTS for field in fields for name in contract.get(field, ())}
    files = {name for name in named if (ROOT / f"{name.replace('.', '/')}.py").is_file()}
    assert files == set(MODULES)


def test_the_commands_of_remedies_are_written_in_one_place() -> None:
    """No message builds a `pulumi config` command by hand: one place knows which setting is a secret."""
    parts = ("infra", "hasura", "delivery", "cli", "machine")
    written = []
    for file in project_files(".py"):
        name = str(file.relative_to(ROOT))
        if not name.startswith(parts) or name == "infra/config/commands.py":
            continue
        source = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if "pulumi" in source else ():
            texts = node.args if isinstance(node, ast.Call) else []
            texts = node.values if isinstance(node, ast.JoinedStr) else texts
            if any(re.search(r"pulumi config (set|rm) ", ast.unparse(text)) for text in texts):
                written.append(f"{name}: {ast.unparse(node)}")
    assert written == []

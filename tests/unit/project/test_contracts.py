"""The import contracts name folders, so that a new file is held by them without a change."""

from __future__ import annotations

import tomllib

from tests.support.paths import ROOT

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

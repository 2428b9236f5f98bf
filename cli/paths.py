"""Where things are: the clone, its stacks, and what `./herm` keeps in it outside version control."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
PRIVATE = ROOT / ".herm"
STATE = PRIVATE / "state"
PASSPHRASE = PRIVATE / "passphrase"
VIRTUALENV = ROOT / ".venv"

DEV = "dev"
"""The stack on this machine's Docker."""

PROD = "prod"
"""The stack on Azure."""


def stack_file(stack: str) -> Path:
    """The configuration file of a stack."""
    return ROOT / f"Pulumi.{stack}.yaml"

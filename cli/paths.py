"""Where things are: the clone, and what `./herm` keeps in it outside version control."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
PRIVATE = ROOT / ".herm"
STATE = PRIVATE / "state"
PASSPHRASE = PRIVATE / "passphrase"
VIRTUALENV = ROOT / ".venv"


def stack_file(stack: str) -> Path:
    """The configuration file of a stack."""
    return ROOT / f"Pulumi.{stack}.yaml"

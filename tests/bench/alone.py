"""A Pulumi program without engine and provider: `python -m bench.alone PROGRAM CONFIG`.

Pulumi's mocks answer in the same process, so what is measured is the program: its imports, its settings,
its resources and their inputs made ready to be sent.
"""

from __future__ import annotations

import asyncio
import json
import runpy
import sys
from pathlib import Path

from pulumi.runtime import mocks, set_all_config, settings, stack

from infra.config.schema import PREFIX, schema
from tests.support.azure_state import azure_state
from tests.support.recorder import EchoMocks


def main(program: str, config: str) -> None:
    """Run a program once, with the configuration in a JSON file."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    mocks.set_mocks(EchoMocks(azure_state), project="herm", stack="prod", preview=False)
    # set_mocks makes a stack resource of its own; run_in_stack makes the program's.
    settings.set_root_resource(None)  # type: ignore[arg-type] # None is what a fresh run has
    secrets = [PREFIX + name for name, key in schema().items() if key.secret]
    set_all_config(json.loads(Path(config).read_text(encoding="utf-8")), secrets)

    def described() -> None:
        runpy.run_path(program, run_name="__main__")

    asyncio.get_event_loop().run_until_complete(stack.run_in_stack(described))


if __name__ == "__main__":
    main(*sys.argv[1:])

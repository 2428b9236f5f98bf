"""Pulumi's entry point: the stack is described in infra/program.py."""

import gc

gc.disable()  # the process ends within seconds; looking for cycles while packages load took a tenth of it

from infra.program import run  # noqa: E402 - that loads them

run()

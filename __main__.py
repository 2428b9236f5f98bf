"""Pulumi's entry point: the stack is described in infra/program.py."""

import gc
import signal

# So the engine ends the program of a run that failed. Python itself would wait for threads that wait for the
# engine, which kills it after five seconds.
signal.signal(signal.SIGINT, signal.SIG_DFL)
gc.disable()  # the process ends within seconds; looking for cycles while packages load took a tenth of it

from infra.program import run  # noqa: E402 - that loads them

run()

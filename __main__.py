"""Pulumi's entry point: the stack is described in infra/program.py."""

from infra.program import run

run()

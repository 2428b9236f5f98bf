"""What a machine needs before the program can run: Pulumi's engine, its plugins and Docker."""

from machine.engine.present import Toolchain, find
from machine.engine.provision import ensure

__all__ = ["Toolchain", "ensure", "find"]

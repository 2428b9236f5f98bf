"""What a machine needs before the program can run: Pulumi's engine, its plugins and Docker."""

from machine.engine.provision import Toolchain, ensure, find

__all__ = ["Toolchain", "ensure", "find"]

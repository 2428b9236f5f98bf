"""Test equipment: prod rehearsed in full on one machine, without an Azure account.

An ARM emulator (`rehearsal.emulator`) and a double of the azure-native provider (`rehearsal.provider`).
What they model and what they do not is written in docs/rehearsal.md.
"""

from rehearsal.session import Rehearsal, start

__all__ = ["Rehearsal", "start"]

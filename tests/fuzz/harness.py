"""Runs one parser under a coverage-guided fuzzer: python -m tests.fuzz.fuzz_secret -max_total_time=120.

Not part of ./herm test: the fuzzer never ends by itself. It needs requirements/fuzz.txt in an environment of
its own. Its options are libFuzzer's; a folder as the last argument keeps what it learns. An input that it
reports becomes an ordinary test in tests/unit/hasura.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import atheris  # type: ignore[import-untyped] # installed only where fuzzing is done


def fuzz(target: Callable[[bytes], None], seeds: Sequence[bytes], words: Sequence[str]) -> None:
    """Call the target with ever new bytes until it raises.

    Args:
        target: Takes any bytes and returns.
        seeds: Inputs to begin with, so that the fuzzer need not discover the format.
        words: Pieces of which the format is made.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "seeds").mkdir()
        for index, seed in enumerate(seeds):
            (folder / "seeds" / str(index)).write_bytes(seed)
        dictionary = folder / "words"
        dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words))
        atheris.Setup([*sys.argv, f"-dict={dictionary}", "-max_len=4096", str(folder / "seeds")], target)
        atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())

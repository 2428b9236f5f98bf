"""`pulumi up` and `pulumi destroy` with progress: what is done while it runs, what failed when it fails."""

from __future__ import annotations

import re
import signal

from cli.console import Progress
from cli.stack.engine import engine_failure, running

_CHANGE = re.compile(
    r"^\s*(?:[-+~@]|\+-|-\+)+\s+(?P<what>\S+ \S+ (?:created|updated|deleted|replaced|creat|updat|delet)\w*)"
)


def deploy(command: str, stack: str, report: Progress) -> None:
    """Run `pulumi up` or `pulumi destroy` for a stack without questions.

    Raises:
        ProblemsError: With the engine's diagnostics when it fails.
    """
    lines: list[str] = []
    arguments = (
        command,
        "--stack",
        stack,
        "--yes",
        "--skip-preview",
        "--suppress-outputs",
        "--color",
        "never",
    )
    with running(*arguments) as process:
        assert process.stdout is not None  # noqa: S101 - given by stdout=PIPE
        try:
            for line in process.stdout:
                lines.append(line.rstrip())
                if match := _CHANGE.match(line):
                    report(match["what"])
        except BaseException:
            # The engine finishes what it has begun and leaves a state that the next run goes on from.
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
        code = process.wait()
    if code != 0:
        raise engine_failure(arguments, _diagnostics(lines))


def _diagnostics(lines: list[str]) -> str:
    """The part of the engine's output that tells what failed."""
    start = lines.index("Diagnostics:") + 1 if "Diagnostics:" in lines else max(0, len(lines) - 20)
    end = lines.index("Resources:") if "Resources:" in lines else len(lines)
    chosen = [line for line in lines[start:end] if line.strip()] or lines[-20:]
    return "\n".join(chosen)

"""What a rehearsal checks: the app has exactly the contract's environment, and a second `up` does nothing."""

from __future__ import annotations

from collections.abc import Mapping

from infra.azure.app.fingerprint import unmarked
from infra.azure.app.platform_settings import PLATFORM_SETTINGS
from infra.contract import Variable
from infra.problems import Problem, ProblemsError


def check_environment(expected: tuple[Variable, ...], found: Mapping[str, str]) -> str:
    """Compare, name by name and value by value, what the app gets with what the contract says.

    Args:
        expected: The contract's environment.
        found: The app's environment, references resolved.

    Raises:
        ProblemsError: With every difference; no secret's value is in it.
    """
    variables = {variable.name: variable for variable in (*expected, *PLATFORM_SETTINGS)}
    problems = []
    for name in sorted(variables.keys() | found.keys()):
        if name not in found:
            reason = "is in the contract, and the app does not get it"
        elif name not in variables:
            reason = "is not in the contract, and the app gets it"
        elif unmarked(found[name]) != variables[name].reveal():
            reason = "has another value in the app than in the contract"
        else:
            continue
        problems.append(Problem(name, reason, "./herm rehearse --keep, then look at the app's settings"))
    if problems:
        raise ProblemsError(problems)
    return f"{len(expected)} variables and {len(PLATFORM_SETTINGS)} platform settings, all as in the contract"

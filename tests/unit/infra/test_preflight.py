"""Preflight: what Hasura refuses at its start is refused before anything is replaced."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from infra.config.settings import parse
from infra.contract import environment
from infra.preflight import check_startup
from infra.problems import ProblemsError
from tests.support.configurations import GOOD
from tests.support.paths import ROOT

HOOK = {"HASURA_GRAPHQL_AUTH_HOOK": "https://hook.example"}
REFUSED = [
    ({"corsDomain": "$(x)"}, "invalid domain: '$(x)'", "config set herm:corsDomain VALUE"),
    ({"enabledLogTypes": "startup,htp-log"}, "log types", "config set herm:enabledLogTypes VALUE"),
    (
        {"environment": json.dumps({"HASURA_GRAPHQL_LOG_LEVEL": "verbose"})},
        "Valid log levels",
        "config set --path 'herm:environment.HASURA_GRAPHQL_LOG_LEVEL' VALUE",
    ),
    ({"jwtSecret": "{}"}, "Error in $", "config set --secret herm:jwtSecret"),
    (
        {"environment": json.dumps(HOOK)},
        "Both webhook and JWT mode",
        "config rm --path 'herm:environment.HASURA_GRAPHQL_AUTH_HOOK'",
    ),
    (
        {"environment": json.dumps(HOOK), "unauthorizedRole": "anonymous"},
        "--unauthorized-role",
        "config rm --path 'herm:environment.HASURA_GRAPHQL_AUTH_HOOK'",
    ),
]


@pytest.mark.parametrize(("changes", "words", "command"), REFUSED)
def test_setting_that_hasura_refuses_is_named_with_its_command(
    changes: dict[str, str], words: str, command: str
) -> None:
    """The running container stays: Hasura's own words, and the command for the setting that is wrong."""
    with pytest.raises(ProblemsError) as caught:
        check_startup("dev", environment(parse("dev", {**GOOD, **changes})))
    [problem] = caught.value.problems
    assert words in problem.reason
    assert problem.remedy.endswith(f"pulumi {command} --stack dev")


@pytest.mark.parametrize(
    "domains", ["*", "https://app.example.com, capacitor://localhost", "http://*.example:3000"]
)
def test_origins_that_hasura_takes_pass(domains: str) -> None:
    """Nothing is refused that Hasura would start with."""
    check_startup("dev", environment(parse("dev", {**GOOD, "corsDomain": domains})))


def test_a_good_configuration_loads_no_explanations_and_no_certificates() -> None:
    """What only a wrong start, or a key in PEM, needs is left aside: every `pulumi up` would wait for it."""
    code = """
import sys
from infra.config.settings import parse
from infra.contract import environment
from infra.preflight import check_startup
from tests.support.configurations import GOOD
check_startup("dev", environment(parse("dev", GOOD)))
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "hasura.start.startup" in loaded
    assert not {"hasura.explain", "hasura.repair", "cryptography.x509", "hasura.start.public_key"} & loaded

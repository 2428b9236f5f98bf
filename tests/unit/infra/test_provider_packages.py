"""Loading of a provider's package only what is used: the same names, and few modules."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib import import_module

from tests.support.paths import ROOT

USED = """
import json, sys
from infra.provider_packages import load_part_by_part
load_part_by_part()
names = json.loads(sys.argv[1])
for package, name in names:
    exec(f"from {package} import {name}")
    value = globals()[name]
    assert name == "outputs" or value.__name__ == name, value
print(json.dumps([one for one in sys.modules if "pulumi_" in one]))
"""


def imported(folder: str) -> list[tuple[str, str]]:
    """The names that the components import from a provider's packages."""
    return sorted(
        (str(node.module), one.name)
        for file in (ROOT / "infra" / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("pulumi_azure_native.")
        for one in node.names
    )


def loaded(names: list[tuple[str, str]]) -> set[str]:
    """The modules of providers that a new Python has loaded with these names."""
    command = [sys.executable, "-c", USED, json.dumps(names)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_every_name_that_prod_uses_is_found_and_little_else_is_loaded() -> None:
    """Resources, arguments and enumerations each come from a module of their own; most modules stay out."""
    found = loaded(imported("azure"))
    assert {"pulumi_azure_native.network.virtual_network", "pulumi_azure_native.web.web_app"} <= found
    assert not {"pulumi_azure_native.network.admin_rule", "pulumi_azure_native.web.static_site"} & found


def test_docker_loads_no_resource_that_is_not_used() -> None:
    """Of Docker's package too only what is asked for is loaded."""
    found = loaded([("pulumi_docker", "Container"), ("pulumi_docker", "ContainerPortArgs")])
    assert "pulumi_docker.container" in found
    assert not {"pulumi_docker.service", "pulumi_docker.registry_image"} & found


def test_name_in_no_module_of_its_own_is_still_found() -> None:
    """A function stands in a module of another name: then all is loaded, as without this."""
    package, name = "pulumi_azure_native.resources", "get_client_config_output"
    assert not hasattr(import_module("pulumi_azure_native"), name)
    found = loaded([("pulumi_azure_native.authorization", name), (package, "outputs")])
    assert "pulumi_azure_native.authorization.get_client_config" in found


HINTS = """
import json, typing
from infra.provider_packages import load_part_by_part
load_part_by_part()
from pulumi_azure_native.web import WebApp
asked = WebApp.kind.fget
print(json.dumps([str(type(asked.__annotations__["return"])), str(typing.get_type_hints(asked)["return"])]))
"""


def test_annotations_mean_what_they_say_once_they_are_asked_for() -> None:
    """No module of a provider evaluates its annotations; whoever asks, as Pulumi does, gets the types."""
    done = subprocess.run(
        [sys.executable, "-c", HINTS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written, meant = json.loads(done.stdout)
    assert written == "<class 'str'>" or sys.version_info >= (3, 14)
    assert meant == "pulumi.output.Output[typing.Optional[str]]"


DICTIONARIES = """
import json, typing
from infra.provider_packages import load_part_by_part
load_part_by_part()
from pulumi_azure_native.web import CorsSettingsArgs, CorsSettingsArgsDict
wanted = CorsSettingsArgsDict.__annotations__["support_credentials"]
given = CorsSettingsArgsDict(support_credentials=True)
print(json.dumps([typing.is_typeddict(CorsSettingsArgsDict), str(wanted), given]))
"""


def test_dictionary_with_types_is_one_although_its_types_were_not_looked_at() -> None:
    """Pulumi leaves such a class out of its unions; its types are those of the package."""
    command = [sys.executable, "-c", DICTIONARIES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    is_one, wanted, given = json.loads(done.stdout)
    assert is_one
    assert "bool" in wanted
    assert given == {"support_credentials": True}

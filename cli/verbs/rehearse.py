"""`./herm rehearse`: the real engine deploys prod to an emulator of Azure on this machine.

What is deliberately not here: nothing that models Azure. Emulator and provider double are test equipment,
in `doubles/`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from filelock import FileLock, Timeout

from cli.console import error_console, step
from cli.paths import PRIVATE, PROD
from cli.rehearsal.checks import check_environment
from cli.rehearsal.page import show_app, tell_how_to_go_on, write_environment
from cli.rehearsal.provider import provide
from cli.rehearsal.settings import RehearsalSettings, key, rehearsal_settings
from cli.rehearsal.workspace import make_workspace
from cli.stack.engine import Engine
from doubles.launch import attach, start
from doubles.session import Rehearsal, RehearsalError
from infra.config.settings import parse
from infra.contract import Variable, environment
from infra.problems import fail
from machine.engine import ensure

_FOLDER = PRIVATE / "rehearsal"
_AZURE, _PULUMI = _FOLDER / "azure", _FOLDER / "pulumi"
_ENV_FILE = _FOLDER / "env-file"
"""A link to the file that --env-file wrote, so that --stop finds it."""
_UP = ("up", "--stack", PROD, "--yes", "--skip-preview", "--suppress-outputs")


EXAMPLES = """\b
Examples:
  ./herm rehearse
  ./herm rehearse --keep --env-file /tmp/azure.env
  set -a; . /tmp/azure.env; set +a; az webapp config appsettings list -g herm -n hermapi
  ./herm rehearse --stop
"""


@click.command(epilog=EXAMPLES)
@click.option("--keep", is_flag=True, help="Leave the emulator running and the app deployed.")
@click.option(
    "--env-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --keep: write what pulumi, az and Azure's SDKs need to talk to the emulator.",
)
@click.option("--stop", is_flag=True, help="End the emulator that --keep left running.")
def rehearse(keep: bool, env_file: Path | None, stop: bool) -> None:
    """Deploy prod to an emulator of Azure on this machine, check it and destroy it. Needs no account."""
    if env_file and not keep:
        raise click.UsageError("--env-file is of use with --keep only: the emulator ends otherwise")
    if env_file and not env_file.parent.is_dir():
        raise fail(str(env_file), "cannot be written: its folder is not there", f"mkdir -p {env_file.parent}")
    _FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with FileLock(_FOLDER / "lock", timeout=0):
            if stop:
                _stop()
            else:
                _rehearse(keep, env_file)
    except Timeout:
        raise fail("./herm rehearse", "is running in this clone already", "wait until it has ended") from None


def _stop() -> None:
    try:
        attach(_AZURE).stop()
    except RehearsalError:
        error_console().print("no rehearsal is running")
        return
    _remove()
    _remove_environment()
    error_console().print("the emulator has ended, and what it kept is removed")


def _remove_environment() -> None:
    """Remove the env file of --keep, whose variables lead to an emulator that is not there any more."""
    if not _ENV_FILE.is_symlink():
        return
    file = _ENV_FILE.readlink()
    _ENV_FILE.unlink()
    if file.is_file() and str(_PULUMI) in file.read_text(encoding="utf-8", errors="replace"):
        file.unlink()


def _remove() -> None:
    for folder in (_AZURE, _PULUMI):
        shutil.rmtree(folder, ignore_errors=True)


def _rehearse(keep: bool, env_file: Path | None) -> None:
    if _is_running():
        raise fail(
            "the emulator", "of an earlier ./herm rehearse --keep still runs", "./herm rehearse --stop"
        )
    _remove()
    settings = rehearsal_settings()
    wanted = environment(parse(PROD, settings.all))
    with step("Pulumi's engine") as report:
        tools = ensure(report)
        report(f"{tools.version}, {tools.origin}")
    with _emulator(keep, settings.prepared) as azure:
        before = _ids(azure)
        with step(f"Stack {PROD}, its own program and settings") as report:
            workspace = make_workspace(_PULUMI, settings, tools, azure.env())
            report(_origin_of_secrets(settings))
        if settings.left_out:
            with step("Not rehearsed") as report:
                report(_left_out(settings))
        with step("Azure's provider") as report:
            report(provide(_PULUMI / "home", tools))
        if env_file:
            write_environment(workspace, env_file)
            _ENV_FILE.unlink(missing_ok=True)
            _ENV_FILE.symlink_to(env_file.absolute())
        _deploy(workspace, azure, wanted)
        if keep:
            tell_how_to_go_on(azure, env_file)
        else:
            _destroy(workspace, azure, before)
    if not keep:
        _remove()


def _deploy(workspace: Engine, azure: Rehearsal, wanted: tuple[Variable, ...]) -> None:
    """Deploy, compare what the app gets with the contract, deploy again for nothing, show the app."""
    with step("pulumi up") as report:
        workspace.run(*_UP)
        report(f"{len(azure.request_log())} requests")
    outputs = workspace.outputs(PROD)
    with step("The app's environment") as report:
        report(check_environment(wanted, azure.effective_environment(outputs["appId"])))
    with step("pulumi up again") as report:
        workspace.run(*_UP, "--expect-no-changes")
        report("nothing to do")
    show_app(azure, outputs)


def _destroy(workspace: Engine, azure: Rehearsal, before: frozenset[str]) -> None:
    with step("pulumi destroy") as report:
        workspace.run("destroy", "--stack", PROD, "--yes", "--skip-preview")
        left = sorted(_ids(azure) - before)
        if left:
            raise fail("pulumi destroy", f"left in Azure: {', '.join(left)}", f"see {azure.endpoint.log}")
        report("nothing is left")


@contextmanager
def _emulator(keep: bool, prepared: str) -> Iterator[Rehearsal]:
    """An emulator that ends with the rehearsal, unless it is to be kept."""
    with step("Azure's emulator") as report:
        try:
            azure = start(_AZURE, prepared=prepared, outlive=keep)
        except RehearsalError as error:
            raise fail("Azure's emulator", str(error), "./herm rehearse") from None
        report(azure.url)
    try:
        yield azure
    finally:
        if not keep:
            azure.stop()


def _ids(azure: Rehearsal) -> frozenset[str]:
    """Every resource that is there; the account of a new emulator has roles of its own."""
    return frozenset(str(resource["id"]) for resource in azure.resources())


def _is_running() -> bool:
    try:
        attach(_AZURE)
    except RehearsalError:
        return False
    return True


def _left_out(settings: RehearsalSettings) -> str:
    names = ", ".join(key(name) for name in settings.left_out)
    return f"{names}: an empty cloud has no earlier deployment, no DNS and no network of yours"


def _origin_of_secrets(settings: RehearsalSettings) -> str:
    if not settings.made_up:
        return "with prod's own secrets"
    return f"made up for this run: {', '.join(key(name) for name in settings.made_up)}"

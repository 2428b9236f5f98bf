"""The whole life of prod - up, update, destroy - with requests that fail on the way."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cli.paths import PROD
from cli.rehearsal.checks import check_environment
from infra.config.settings import parse
from infra.contract import environment
from tests.rehearsal.prod import DESTROY, UP, Prod, written
from tests.rehearsal.repairs import End, finish, kill, make_known, unlock

_NAME_OF_AN_ASSIGNMENT = re.compile(r"(?<=/roleassignments/)[0-9a-f-]{36}")
_MOST = 100
"""Runs of one operation: each that fails gets on, so that none needs as many."""

_NEW_SECRET = "another-admin-secret-of-this-test"


@dataclass(frozen=True)
class Plan:
    """Which requests of an operation fail and how; `Rehearsal.set_fault` says what the other parts mean.

    Attributes:
        modes: How they fail: in turn, one for each run.
        at: The first request that fails, in the operation's first run; 0 for none.
        every: After how many requests the next one fails, in this run and in each that comes after one that
            failed; 0 for none.
    """

    modes: tuple[str, ...]
    at: int
    every: int = 0
    times: int = 1
    writes: bool = False


@dataclass(frozen=True)
class Step:
    """How one operation went.

    Attributes:
        operation: `up`, `update` or `destroy`.
        plan: What was to fail.
        requests: How many requests were counted.
        failed: How many of them failed, each once or as often as the plan says.
        end: `retried` when the first run succeeded, `repeated` when it failed clearly and a further one
            succeeded, `imported` when, in between, Azure's resource had to be made known to the state.
    """

    operation: str
    plan: Plan
    requests: int
    failed: int
    end: End


@dataclass
class Whole:
    """What a life without faults makes, in whatever cloud.

    Attributes:
        requests: How many requests each operation makes.
        there: What is there after each operation, in Azure and in the state; and what an update writes.
    """

    requests: dict[str, int] = field(default_factory=dict)
    there: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Lives:
    """One life after the other, in one cloud.

    Attributes:
        prod: The stack, not deployed.
        whole: What has to be there after each operation.
    """

    prod: Prod
    whole: Whole = field(default_factory=Whole)
    _number: int = 0
    _texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        file = self.prod.workspace.folder / f"Pulumi.{PROD}.yaml"
        self.prod.set("vaultName", "VAULT")
        self._texts["up"] = file.read_text(encoding="utf-8")
        self.prod.set("slot", "true")
        self.prod.set_secret("adminSecret", _NEW_SECRET)
        self._texts["update"] = file.read_text(encoding="utf-8")

    def learn(self) -> Whole:
        """Live once without faults: what is there after each operation is what has to be there."""
        self.whole.requests = {step.operation: step.requests for step in self.live(Plan(("500",), 0))}
        return self.whole

    def live(self, plan: Plan, *, look_again: bool = False) -> Iterator[Step]:
        """Deploy, change a secret and add a slot, destroy; each with the plan's faults, each then checked.

        An update that is over before the plan's first fault is left out.

        Args:
            plan: Which requests fail.
            look_again: Whether one more run has to find nothing to do even where no run has failed. It comes
                after the update; that nothing was left to do before it shows in what the update writes.
        """
        self._begin()
        modes = itertools.cycle(plan.modes)
        yield self._step("up", UP, plan, modes, self._check_whole)
        if plan.at <= self.whole.requests.get("update", plan.at):
            update = self._step("update", UP, plan, modes, self._check_whole)
            if look_again and update.end == "retried":
                self._find_nothing_to_do(f"update, {plan}")
            yield update
        yield self._step("destroy", DESTROY, plan, modes, self._check_gone)

    def die(self, operation: Literal["up", "destroy"], at: int) -> Step:
        """Kill an operation at a request, do what docs/azure.md says, and end the life."""
        self._begin()
        workspace = self.prod.workspace
        self._write_settings("up")
        command, check = (UP, self._check_whole) if operation == "up" else (DESTROY, self._check_gone)
        if operation == "destroy":
            workspace.run(*UP)
        kill(self.prod, command, at)
        unlock(workspace, command)
        end = finish(workspace, command)
        check(operation)
        if operation == "up":
            workspace.run(*DESTROY)
        return Step(operation, Plan(("kill",), at), at, 1, end)

    def _step(
        self,
        operation: str,
        command: tuple[str, ...],
        plan: Plan,
        modes: Iterable[str],
        check: Callable[[str], None],
    ) -> Step:
        workspace, azure = self.prod.workspace, self.prod.azure
        self._write_settings(operation)
        before = len(azure.request_log())
        requests = fired = 0
        at, failed = plan.at, set[str]()
        end: End = "retried"
        for mode in itertools.islice(modes, _MOST):
            run = len(azure.request_log())
            azure.set_fault(at, mode, every=plan.every, times=plan.times, writes=plan.writes)
            done = workspace.attempt(*command)
            state = azure.fault_state()
            azure.set_fault(0)
            requests, fired = requests + state["count"], fired + state["fired"]
            if done.returncode == 0:
                break
            met, failed = failed, {entry["path"] for entry in azure.request_log()[run:] if entry["fault"]}
            at = plan.every if failed != met else at + plan.every  # else every run might meet the same one
            made_known = make_known(workspace, done.stdout)
            end = "imported" if made_known or end == "imported" else "repeated"
            _assert_clear(done, failed, made_known=made_known)
        else:
            raise AssertionError(f"{operation}, {plan}: {_MOST} runs were not enough")
        check(operation)
        if operation == "update" and end == "retried":
            log = azure.request_log()[before:]
            self._is_alike("update, written", sorted({self._alike(line) for line in written(log)}))
        if operation != "destroy" and end != "retried":
            if plan.every:  # of a failed read after a write azure-native only warns
                workspace.run(*command, "--refresh")
            self._find_nothing_to_do(f"{operation}, {plan}")
        return Step(operation, plan, requests, -(-fired // plan.times), end)

    def _begin(self) -> None:
        """A new life: nothing of another one is there to help it."""
        self._check_gone("before")
        self._number += 1

    def _find_nothing_to_do(self, after: str) -> None:
        again = self.prod.workspace.attempt(*UP, "--refresh", "--expect-no-changes")
        assert again.returncode == 0, f"{after}, again: {again.stdout}{again.stderr}"

    def _write_settings(self, operation: str) -> None:
        """A vault that was destroyed keeps its name for months, here as in Azure: each life has another."""
        if operation in self._texts:
            text = self._texts[operation].replace("VAULT", self._vault)
            file = self.prod.workspace.folder / f"Pulumi.{PROD}.yaml"
            file.write_text(text, encoding="utf-8")

    def _check_whole(self, operation: str) -> None:
        """Nothing is missing, nothing is there twice, and the app has what the contract says."""
        prod, state = self.prod, self._state()
        self._is_alike(operation, sorted(self._alike(resource["id"]) for resource in prod.azure.resources()))
        self._is_alike(
            f"{operation}, in the state", sorted(resource["urn"] for resource in state["resources"])
        )
        changes = {"vaultName": self._vault}
        if operation == "update":
            changes |= {"slot": "true", "adminSecret": _NEW_SECRET}
        expected = environment(parse(PROD, {**prod.settings.all, **changes}))
        sites = [prod.app_id, *([f"{prod.app_id}/slots/staging"] if operation == "update" else [])]
        for site in sites:
            app = prod.azure.app(site)
            assert set(app["references"].values()) == {"Resolved"}
            check_environment(expected, app["environment"])

    def _check_gone(self, _: str) -> None:
        assert (self.prod.left, self._state().get("resources", [])) == (set(), [])

    def _is_alike(self, what: str, found: list[str]) -> None:
        """It is as in the life without faults, which is the first one."""
        assert found == self.whole.there.setdefault(what, found), what

    @property
    def _vault(self) -> str:
        return f"herm-life-{self._number}"

    def _alike(self, path: str) -> str:
        names = {self._vault: "VAULT", self.prod.azure.endpoint.subscription: "SUBSCRIPTION"}
        return _named_alike(path, names)

    def _state(self) -> dict[str, Any]:
        state = self.prod.state
        assert not state.get("pending_operations")
        return state


def _named_alike(path: str, names: Mapping[str, str]) -> str:
    """An id with a word for each name that differs from life to life or from cloud to cloud."""
    alike = _NAME_OF_AN_ASSIGNMENT.sub("*", path.lower())
    for name, word in names.items():
        alike = alike.replace(name.lower(), word)
    return alike


def _assert_clear(done: subprocess.CompletedProcess[str], failed: set[str], *, made_known: bool) -> None:
    """The run says which request failed, or what the state has to be told, and shows no traceback."""
    output = done.stdout + done.stderr
    named = [path for path in failed if path in output]
    assert named or (made_known and not failed), f"none of {sorted(failed)} is named in {output}"
    assert "Traceback" not in output

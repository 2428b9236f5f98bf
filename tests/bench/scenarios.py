"""What is measured: the same things a developer does, with herm and with docker-compose."""

from __future__ import annotations

import secrets
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from infra.config.settings import Settings, parse
from infra.contract import environment
from tests.bench.compose import Compose
from tests.bench.measure import Pair, Run, compare, run
from tests.bench.split import Split, measure_split, median_split
from tests.support.clones import Clone, free_port

# A run in which nothing changes takes two seconds, up to a third more or less from one to the next.
_MORE = 3

_UP = ("up", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive")


@dataclass(frozen=True)
class Stacks:
    """Both stacks, side by side: herm's in a clone, and docker-compose's on a port of its own."""

    clone: Clone
    variables: Mapping[str, str]
    empty: Path
    compose: Compose
    port: int
    settings: Settings

    def pulumi(self, *arguments: str) -> Run:
        """Plain pulumi with the environment of `./herm shell`, without a shell in between."""
        return run(("pulumi", *arguments), self.clone.folder, self.variables)

    def write_compose(self, **changes: str) -> None:
        """Give compose the environment that the contract gives Hasura, with some values changed."""
        variables = {variable.name: variable.reveal() for variable in environment(self.settings)}
        self.compose.write({**variables, **changes}, self.settings.database_password.reveal())

    def first_up(self, runs: int) -> Pair:
        """From nothing, images there, until the containers are healthy and the API answers."""
        self.write_compose()
        secret = self.settings.admin_secret.reveal()

        def ours() -> Run:
            self.clone.herm("down", "--volumes")
            return _until(self.clone.port, secret, lambda: self.pulumi(*_UP))

        def theirs() -> Run:
            self.compose.down()
            return _until(self.port, secret, self.compose.up_until_healthy)

        return compare("first up until healthy", ours, theirs, runs)

    def no_op(self, runs: int) -> Pair:
        """`up` when nothing changed."""
        return compare("no-op pulumi up", lambda: self.pulumi(*_UP), self.compose.up, runs)

    def nothing_to_do(self, runs: int) -> Pair:
        """`./herm up` when nothing changed since the one before."""
        self.clone.herm("up")
        environment = self.clone.environment()
        return compare(
            "./herm up with nothing to do",
            lambda: run(("./herm", "up"), self.clone.folder, environment),
            self.compose.up,
            runs,
        )

    def changed_secret(self, runs: int) -> Pair:
        """A new admin secret, from its being in config until the API takes it."""

        def ours() -> Run:
            secret = self._change_secret()
            return _until(self.clone.port, secret, lambda: self.pulumi(*_UP))

        def theirs() -> Run:
            secret = secrets.token_urlsafe(24)
            self.write_compose(HASURA_GRAPHQL_ADMIN_SECRET=secret)
            return _until(self.port, secret, self.compose.up_until_healthy)

        return compare("changed secret until in force", ours, theirs, runs)

    def _change_secret(self) -> str:
        """Store a new admin secret, and return it."""
        secret = secrets.token_urlsafe(24)
        command = ("config", "set", "--secret", "herm:adminSecret", "--stack", "dev")
        self.clone.pulumi(*command, stdin=secret)
        return secret

    def splits(self, runs: int) -> dict[str, Split]:
        """Where the seconds of plain `pulumi up` go, by what was to be done."""

        def split(*project: str) -> Split:
            return measure_split(("pulumi", *project, *_UP), self.clone.folder, self.variables)

        def changed() -> Split:
            self._change_secret()
            return split()

        self.clone.herm("down", "--volumes")
        return {
            "first up": split(),
            "nothing changed": median_split([split() for _ in range(runs)]),
            "changed secret": median_split([changed() for _ in range(runs)]),
            "an empty program": median_split([split("-C", str(self.empty)) for _ in range(runs)]),
        }

    def floor(self, runs: int) -> Pair:
        """`up` of herm's program when nothing changed, against an empty program's."""
        return compare(
            "no-op up against an empty program",
            lambda: self.pulumi(*_UP),
            lambda: self.pulumi("-C", str(self.empty), *_UP),
            runs,
        )


def measure_stacks(
    folder: Path, runs: int, report: Callable[[str], None]
) -> tuple[list[Pair], dict[str, Split]]:
    """Every comparison of the dev stack, and its splits; both stacks are removed at the end."""
    report("bringing a clone up once")
    clone = Clone(folder / "herm")
    try:
        clone.herm("up", *clone.own_settings)
        settings, port = parse("dev", clone.settings()), free_port()
        images = {"hasura": settings.hasura_image, "postgres": settings.docker.postgres_image}
        compose = Compose(folder / "compose", f"{clone.name}-compose", port, images)
        stacks = Stacks(clone, _shell(clone), _empty_project(clone), compose, port, settings)
        try:
            compared = list(_measure(stacks, runs, report))
            report("where the seconds go")
            return compared, stacks.splits(runs)
        finally:
            compose.down()
    finally:
        clone.remove()


def _measure(stacks: Stacks, runs: int, report: Callable[[str], None]) -> Iterator[Pair]:
    report("first up")
    yield stacks.first_up(runs)
    report("no-op up")
    yield stacks.no_op(_MORE * runs)
    report("nothing to do")
    yield stacks.nothing_to_do(runs)
    report("changed secret")
    yield stacks.changed_secret(runs)
    report("the engine's own floor")
    yield stacks.floor(_MORE * runs)


def _shell(clone: Clone) -> Mapping[str, str]:
    """The environment of `./herm shell`."""
    exported = clone.environment()
    for line in clone.herm("shell").stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word == "export":
            name, _, value = rest.partition("=")
            exported[name] = shlex.split(value)[0]
        elif word == "unset":
            exported.pop(rest, None)
    return exported


def _until(port: int, secret: str, action: Callable[[], Run]) -> Run:
    """Run an action and go on measuring until the API takes an admin secret."""
    started = time.monotonic()
    done = action()
    while not _accepts(port, secret):
        time.sleep(0.02)
    return replace(done, seconds=time.monotonic() - started)


def _accepts(port: int, secret: str) -> bool:
    try:
        answer = httpx.post(
            f"http://127.0.0.1:{port}/v1/graphql",
            json={"query": "{ __typename }"},
            headers={"x-hasura-admin-secret": secret},
            timeout=5,
        )
        return bool(answer.json().get("data"))
    except (httpx.HTTPError, ValueError):
        return False


def _empty_project(clone: Clone) -> Path:
    folder = clone.folder / ".herm" / "empty"
    folder.mkdir()
    options = f"{{name: python, options: {{toolchain: pip, virtualenv: {clone.folder / '.venv'}}}}}"
    (folder / "Pulumi.yaml").write_text(f"name: empty\nruntime: {options}\n", encoding="utf-8")
    (folder / "__main__.py").write_text("import pulumi\n", encoding="utf-8")
    clone.pulumi("-C", str(folder), "stack", "init", "dev", "--non-interactive")
    return folder


def authentication_lines(folder: Path, python: str, root: Path, lines: int) -> float:
    """Lines a second that `./herm auth check` decides after its start, on HS256 tokens."""
    file = folder / "lines.jsonl"
    with file.open("wb") as output:
        subprocess.run([python, "-m", "tests.bench.tokens", str(lines)], cwd=root, stdout=output, check=True)

    def timed(count: int) -> float:
        text = b"".join(file.read_bytes().splitlines(keepends=True)[:count])
        started = time.monotonic()
        subprocess.run(
            [python, "-m", "cli", "auth", "check"], cwd=root, input=text, capture_output=True, check=True
        )
        return time.monotonic() - started

    return (lines - 1) / (timed(lines) - timed(1))

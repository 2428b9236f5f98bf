"""The services of a compose file, with what they extend and with the files that it includes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.compose.files import checked, compose_file, env_file, filled, local
from cli.compose.service import Service, service_of
from cli.compose.tags import replaces
from cli.compose.template import Lookup
from infra.problems import fail

_DEEPEST = 50


@dataclass(frozen=True)
class Project:
    """One compose file.

    Attributes:
        folder: To which the paths in the file are relative.
        lookup: What fills the references in the file.
        including: The files on the way here, the outermost first.
    """

    path: Path
    folder: Path
    document: Mapping[str, Any] = field(repr=False)
    lookup: Lookup = field(repr=False)
    including: tuple[Path, ...] = ()

    def all_services(self) -> dict[str, Service]:
        """Every service by its name, those of included files too.

        Raises:
            ProblemsError: Docker compose would refuse the file, or one that it names.
        """
        services = {name: self.service(name) for name, one in self._given.items() if isinstance(one, dict)}
        for where, included in self._included():
            for name, service in included.items():
                if services.setdefault(name, service) != service:
                    reason = f"includes a second service {name}, which differs from the first"
                    raise fail(where, reason, "Rename one of them, or let one extend the other.")
        return services

    def service(self, name: str, extending: tuple[str, ...] = ()) -> Service:
        """A service, merged over the one that it extends."""
        where = f"{self.path} services.{name}"
        if where in extending or len(extending) > _DEEPEST:
            chain = " -> ".join((*extending[:3], *(("...",) if len(extending) > 3 else ()), where))
            raise fail(where, f"extends itself in the end: {chain}", "Take extends away from one of them.")
        given = self._given.get(name)
        if not isinstance(given, dict):
            by = extending[-1] if extending else str(self.path)
            raise fail(by, f"extends {name}, and {self.path} has no such service", checked(self.path))
        own = service_of(where, given, self.folder, self.lookup)
        extended = given.get("extends")
        if extended is None:
            return own
        file = extended.get("file") if isinstance(extended, dict) else None
        wanted = extended.get("service") if isinstance(extended, dict) else extended
        if not isinstance(wanted, str) or not isinstance(file, str | None):
            raise fail(f"{where}.extends", "names no service", "Write it as {file: base.yml, service: api}.")
        return own.over(self._beside(where, file).service(wanted, (*extending, where)))

    @property
    def _given(self) -> Mapping[str, Any]:
        services = self.document.get("services")
        return services if isinstance(services, dict) else {}

    def _beside(self, where: str, file: str | None) -> Project:
        """The file whose service is extended; its own paths are relative to where it is."""
        if file is None:
            return self
        path = self._path(f"{where}.extends.file", file)
        return Project(path, path.parent, compose_file(path, f"{where}.extends"), self.lookup)

    def _included(self) -> Iterator[tuple[str, Mapping[str, Service]]]:
        """The services of each entry of `include`."""
        entries = self.document.get("include")
        for index, entry in enumerate(entries if isinstance(entries, list) else [entries] if entries else []):
            where = f"{self.path} include[{index}]"
            given = entry if isinstance(entry, dict) else {"path": entry}
            paths = self._paths(where, given.get("path"))
            if not paths:
                raise fail(where, "names no file", "Write it as a path, or as {path: other.yml}.")
            yield where, self._merged(where, paths, given)

    def _merged(self, where: str, paths: list[Path], given: Mapping[str, Any]) -> Mapping[str, Service]:
        """The services of an entry; each of its files but the first overrides those before it."""
        folder = next(iter(self._paths(where, given.get("project_directory"))), paths[0].parent)
        lookup = self._lookup_in(folder, self._paths(where, given.get("env_file")))
        services: dict[str, Service] = {}
        for path in paths:
            chain = (*self.including, self.path)
            if path.resolve() in [one.resolve() for one in chain] or len(chain) > _DEEPEST:
                words = " -> ".join(str(one) for one in (*chain[:3], path))
                raise fail(where, f"includes itself in the end: {words}", "Take one of the entries away.")
            project = Project(path, folder, compose_file(path, where), lookup, chain)
            for name, one in project._given.items():
                if replaces(one):
                    services.pop(name, None)
            for name, service in project.all_services().items():
                services[name] = service.over(services[name]) if name in services else service
        return services

    def _lookup_in(self, folder: Path, env_files: list[Path]) -> Lookup:
        """What fills references in an included file: what counts here wins over its own env files."""
        inner: dict[str, str] = {}
        beside = [one for one in (folder / ".env",) if one.is_file()]
        for file in env_files or beside:
            inner.update(env_file(file, self.lookup))

        def lookup(name: str) -> str | None:
            outer = self.lookup(name)
            return inner.get(name) if outer is None else outer

        return lookup

    def _paths(self, where: str, given: Any) -> list[Path]:
        texts = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]
        return [self._path(where, text) for text in texts]

    def _path(self, where: str, text: str) -> Path:
        return self.folder / local(where, filled(where, text, self.lookup), self.path)

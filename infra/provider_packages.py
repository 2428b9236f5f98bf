"""Loading of a provider's package only the modules that are used.

Pulumi's packages load every resource of a service at once: of Azure's network alone 280 modules, for two
resources. That was half of the time that a run of prod spent in Python.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

_PACKAGE = re.compile(r"pulumi_docker|pulumi_azure_native\.\w+")


class _PartByPart(Loader):
    """A package whose names are looked for when asked for; a name that is nowhere loads all of it."""

    def __init__(self, whole: Loader) -> None:
        self._whole = whole

    def exec_module(self, module: ModuleType) -> None:
        """Load nothing yet."""

        def find(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            for part in _parts(Path(module.__path__[0]), name):
                loaded = import_module(f"{module.__name__}.{part}")
                value = loaded if part == name else getattr(loaded, name, None)
                if value is not None:
                    return value
            del vars(module)["__getattr__"]
            self._whole.exec_module(module)
            return getattr(module, name)

        vars(module)["__getattr__"] = find


class _Finder(MetaPathFinder):
    """Finds those packages as Python does, and has them loaded part by part."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The package, if it is one of them."""
        if not _PACKAGE.fullmatch(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.submodule_search_locations and spec.loader is not None:
            spec.loader = _PartByPart(spec.loader)
        return spec


def load_part_by_part() -> None:
    """From now on; what is loaded already stays as it is."""
    if not any(isinstance(one, _Finder) for one in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def _parts(folder: Path, name: str) -> list[str]:
    """The modules in which a name may be: a resource has its own, arguments and words share theirs."""
    own = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return [part for part in (own, "_enums", "_inputs") if (folder / f"{part}.py").is_file()]

"""Loading of a provider's package only what is used.

Pulumi's packages load every resource of a service at once: of Azure's network alone 280 modules, for two
resources. That was half of the time that a run of prod spent in Python. Of what was left, half went into the
annotations of thousands of arguments that nobody asks for; and of the rest for arguments, half into a class
of dictionaries beside each class of them.
"""

from __future__ import annotations
import __future__

import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, TypedDict

_PROVIDER = re.compile(r"(pulumi_docker|pulumi_azure_native)(\.|$)")
_PACKAGE = re.compile(r"pulumi_docker|pulumi_azure_native\.\w+")


class _Dictionary(type(TypedDict("_Any", {}))):  # type: ignore[misc]  # it has no name
    """A class of dictionaries with types: one to whoever asks, and nobody looks at its types before."""

    def __new__(cls, name: str, _: tuple[type, ...], body: dict[str, Any]) -> type:
        """Make the class."""
        return type.__new__(cls, name, (dict,), body)


_BASE = _Dictionary("_Base", (), {})


class _Unannotated(SourceFileLoader):
    """A module whose annotations are evaluated when somebody asks for them, as in every module since 3.14.

    What it is compiled to is kept beside Python's own, under a name of its own.
    """

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]  # typeshed's has another name for each
        """Compile it as if its first line asked for this, and with our dictionaries."""
        flags = __future__.annotations.compiler_flag
        source = bytes(data).replace(b" NotRequired, TypedDict, ", b" NotRequired, ")
        code: CodeType = compile(source, path, "exec", flags=flags, dont_inherit=True, optimize=_optimize)
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Run it with the name that it does not import."""
        vars(module)["TypedDict"] = _BASE
        super().exec_module(module)

    def get_data(self, path: Any) -> bytes:
        """The source, or the module's own compiled form."""
        return super().get_data(_kept_apart(path))

    def set_data(self, path: Any, data: Any, *, _mode: int = 0o666) -> None:
        """Keep the compiled form."""
        super().set_data(_kept_apart(path), data, _mode=_mode)


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
    """Finds those packages and their modules as Python does, and has them loaded in these ways."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module, if it is one of theirs."""
        if not _PROVIDER.match(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return spec
        if sys.version_info < (3, 14):
            spec.loader = _Unannotated(spec.loader.name, spec.loader.path)
        if _PACKAGE.fullmatch(fullname) and spec.submodule_search_locations:
            spec.loader = _PartByPart(spec.loader)
        return spec


def load_part_by_part() -> None:
    """From now on; what is loaded already stays as it is."""
    if not any(isinstance(one, _Finder) for one in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def _kept_apart(path: str) -> str:
    """The path of a module's compiled form without its annotations; any other path as it is."""
    return re.sub(r"\.pyc$", ".lean.pyc", path)


def _parts(folder: Path, name: str) -> list[str]:
    """The modules in which a name may be: a resource has its own, arguments and words share theirs."""
    own = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return [part for part in (own, "_enums", "_inputs") if (folder / f"{part}.py").is_file()]

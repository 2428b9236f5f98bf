"""Refusals of the metadata API, in the form and the words of Hasura's."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A command that is not done.

    Attributes:
        path: Where in the request; commands of a `bulk` get their index in front of it.
        internal: Hasura's details, such as the objects that are inconsistent; None for none.
    """

    def __init__(
        self, code: str, message: str, path: str = "$.args", *, status: int = 400, internal: Any = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.path = path
        self.internal = internal

    def below(self, place: str) -> ApiError:
        """The same, of a command that stands at a place of the request: `$.args[1]`."""
        path = place + self.path.removeprefix("$")
        return ApiError(self.code, self.message, path, status=self.status, internal=self.internal)

    def body(self) -> dict[str, Any]:
        """The answer's body."""
        details = {} if self.internal is None else {"internal": self.internal}
        return {"path": self.path, "error": self.message, "code": self.code} | details


def required(args: Any, name: str, kind: type, path: str = "$.args") -> Any:
    """A member of a command's arguments.

    Raises:
        ApiError: It is not there, or of another kind.
    """
    if not isinstance(args, dict):
        raise ApiError("parse-failed", "expected Object", path)
    if name not in args:
        raise ApiError("parse-failed", f'key "{name}" not found', path)
    if not isinstance(args[name], kind):
        raise ApiError("parse-failed", f'key "{name}" has a value of a wrong kind', f"{path}.{name}")
    return args[name]


def flag(args: Any, name: str, *, default: bool = False) -> bool:
    """A boolean of a command's arguments.

    Raises:
        ApiError: It is not a boolean.
    """
    value = args.get(name, default) if isinstance(args, dict) else default
    if value is None:
        return default
    if not isinstance(value, bool):
        raise ApiError("parse-failed", "expected Bool", f"$.args.{name}")
    return value

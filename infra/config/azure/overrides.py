"""Single values that config has instead of the tier's."""

from __future__ import annotations

import difflib
from dataclasses import fields
from typing import Any

from infra.config.azure.tiers import Tier
from infra.config.reader import ConfigReader

_SETTING = "override"
_RANGES: dict[str, tuple[float, float]] = {
    "instances": (1, 30),
    "maximum_instances": (1, 30),
    "scale_out_cpu": (30, 95),
    "scale_out_memory": (30, 95),
    "connections": (1, 2000),
    "backup_days": (7, 35),
    "log_days": (30, 730),
    "log_quota_gb": (0.023, 4000),
}


def setting_of(field: str) -> str:
    """The name of a tier's field in config: `plan_sku` is `planSku` there."""
    first, *rest = field.split("_")
    return first + "".join(word.capitalize() for word in rest)


def read_overrides(reader: ConfigReader) -> dict[str, Any]:
    """The values by the names of the tier's fields."""
    names = {setting_of(field.name): field for field in fields(Tier)}
    values: dict[str, Any] = {}
    for name, text in reader.mapping(_SETTING).items():
        field = names.get(name)
        if field is None:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"
            path = f"{_SETTING}.{name}"
            reader.problem(path, f"is not a value of a tier{hint}", reader.remove(path))
        elif (value := _typed(str(field.type), field.name, text)) is None:
            tier_problem(reader, field.name, f"is {text!r}; {_expected(str(field.type), field.name)}")
        else:
            values[field.name] = value
    return values


def _typed(kind: str, field: str, text: str) -> str | int | float | bool | None:
    """The value of a text in config; None when it is none of that field's kind."""
    if kind == "bool":
        return {"true": True, "false": False}.get(text)
    if kind not in ("int", "float"):
        return text
    try:
        number = int(text) if kind == "int" else float(text)
    except ValueError:
        return None
    low, high = _RANGES.get(field, (1, 10**6))
    return number if low <= number <= high else None


def _expected(kind: str, field: str) -> str:
    if kind == "bool":
        return "it has to be true or false"
    low, high = _RANGES.get(field, (1, 10**6))
    return f"it has to be a {'whole ' if kind == 'int' else ''}number from {low} to {high}"


def tier_problem(reader: ConfigReader, field: str, reason: str, value: str = "VALUE") -> None:
    """Record what is wrong with one of the tier's values; an override fixes it."""
    path = f"{_SETTING}.{setting_of(field)}"
    reader.problem(path, reason, reader.set(path, value))

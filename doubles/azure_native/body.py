"""From inputs to ARM's body and from the body to outputs: the SDK's flat form against ARM's `properties`.

Where a property belongs is read from the same models that the emulator validates with.
"""

from __future__ import annotations

from typing import Any

from doubles.azure.shapes.shape import Many, Mapping, Record, Shape

_RENAMED = {"odataType": "odata.type"}
_BACK = {wire: name for name, wire in _RENAMED.items()}
_IDENTITIES = "userAssignedIdentities"


def to_body(inputs: dict[str, Any], shape: Shape | None) -> dict[str, Any]:
    """The body of a request.

    Args:
        inputs: The inputs without those that are in the path.
        shape: The model of the body.
    """
    if not isinstance(shape, Record):
        return dict(inputs)
    shape = shape.chosen({_RENAMED.get(key, key): value for key, value in inputs.items()})
    inner = shape.fields["properties"].shape if "properties" in shape.fields else None
    body: dict[str, Any] = {}
    for name, value in inputs.items():
        key = _RENAMED.get(name, name)
        if key == _IDENTITIES and isinstance(value, list):
            body[key] = {one: {} for one in value}
        elif key in shape.fields:
            body[key] = _value_to_body(value, shape.fields[key].shape)
        elif isinstance(inner, Record):
            place = inner.fields[key].shape if key in inner.fields else None
            body.setdefault("properties", {})[key] = _value_to_body(value, place)
        else:
            body[key] = value
    return body


def _value_to_body(value: Any, shape: Shape | None) -> Any:
    if isinstance(value, dict):
        if isinstance(shape, Mapping):
            return {key: _value_to_body(item, shape.item) for key, item in value.items()}
        return to_body(value, shape)
    if isinstance(value, list):
        return [_value_to_body(item, shape.item if isinstance(shape, Many) else None) for item in value]
    return value


def to_outputs(body: Any, *, keep_properties: bool) -> dict[str, Any]:
    """The outputs of a resource.

    Args:
        body: What ARM answered.
        keep_properties: Whether the SDK has `properties` as an output of its own.
    """
    flat = {
        _BACK.get(key, key): _value_to_outputs(value) for key, value in body.items() if key != "properties"
    }
    properties = body.get("properties")
    if keep_properties:
        return {**flat, "properties": _value_to_outputs(properties or {})}
    if isinstance(properties, dict):
        for key, value in properties.items():
            flat.setdefault(_BACK.get(key, key), _value_to_outputs(value))
    return flat


def _value_to_outputs(value: Any) -> Any:
    if isinstance(value, dict):
        # An inner resource, such as a subnet in its network, is flattened too.
        inner = isinstance(value.get("properties"), dict) and {"id", "name", "type"} & value.keys()
        if inner:
            return to_outputs(value, keep_properties=False)
        return {_BACK.get(key, key): _value_to_outputs(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_value_to_outputs(item) for item in value]
    return value


def writable(name: str, shape: Record | None) -> bool:
    """Whether a property can be an input at all."""
    if shape is None:
        return False
    field = shape.fields.get(name)
    inner = shape.fields["properties"].shape if "properties" in shape.fields else None
    if field is None and isinstance(inner, Record):
        field = inner.fields.get(name)
    return field is not None and not field.read_only


def with_drift(inputs: Any, before: Any, now: Any, *, open_map: bool = False) -> Any:
    """Inputs brought in line with what changed in Azure between two reads; the rest stays as written.

    Args:
        inputs: The inputs, or a part of them.
        before: The same part of the outputs at the last read.
        now: The same part of the outputs at this read.
        open_map: Whether keys that the inputs lack are taken over.
    """
    if before == now:
        return inputs
    if isinstance(inputs, list) and isinstance(now, dict):
        return sorted(now)  # the identities of an app: a list on the way in, a map on the way out
    if not (isinstance(inputs, dict) and isinstance(now, dict)):
        return now
    before = before if isinstance(before, dict) else {}
    found = {key: with_drift(value, before.get(key), now.get(key)) for key, value in inputs.items()}
    found = {key: value for key, value in found.items() if key in now or key not in before}
    if open_map:
        found |= {key: value for key, value in now.items() if key not in inputs and before.get(key) != value}
    return found

"""Compose's own tags in YAML: `!reset` takes away what other files say, `!override` stands in its place.

https://docs.docker.com/reference/compose-file/merge/. Both mean something in a merge only.
"""

from __future__ import annotations

from typing import Any

import yaml


class Reset:
    """What stands after `!reset`; its own value counts for nothing."""


class OverrideMapping(dict[Any, Any]):
    """A mapping after `!override`."""


class OverrideList(list[Any]):
    """A list after `!override`."""


class OverrideText(str):
    """A text after `!override`."""

    __slots__ = ()


def replaces(value: Any) -> bool:
    """Whether a value takes the place of another file's, instead of being merged with it."""
    return isinstance(value, Reset | OverrideMapping | OverrideList | OverrideText)


class ComposeLoader(yaml.SafeLoader):
    """YAML with compose's tags."""


def _reset(_: yaml.SafeLoader, __: yaml.Node) -> Reset:
    return Reset()


def _override(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return OverrideMapping(loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return OverrideList(loader.construct_sequence(node, deep=True))
    return OverrideText(loader.construct_scalar(node)) if isinstance(node, yaml.ScalarNode) else None


ComposeLoader.add_constructor("!reset", _reset)
ComposeLoader.add_constructor("!override", _override)

"""What a document asks for once its fragments are spread: few tokens can mean very many fields."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode

from doubles.standin import limits
from doubles.standin.graphql.request import QueryError


def refuse_costly(document: DocumentNode) -> None:
    """Refuse a document that is too deep or has too many fields.

    Fragments that spread themselves are left to whoever answers: they are told in its words.

    Raises:
        QueryError: It is one.
    """
    counting = _Counting(
        {
            entry.name.value: entry
            for entry in document.definitions
            if isinstance(entry, FragmentDefinitionNode)
        }
    )
    for definition in document.definitions:
        selections = getattr(definition, "selection_set", None)
        fields, depth = counting.of(selections)
        if fields > limits.FIELDS:
            raise QueryError(f"the document has more than {limits.FIELDS} fields")
        if depth > limits.DEPTH:
            raise QueryError(f"the document is more than {limits.DEPTH} levels deep")


class _Counting:
    """Fields and levels of selections; each fragment is counted once and remembered."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._counted: dict[str, tuple[int, int]] = {}

    def of(self, selections: SelectionSetNode | None) -> tuple[int, int]:
        """How many fields there are, and how many levels below each other."""
        fields, depth = 0, 0
        for selection in selections.selections if selections else ():
            if isinstance(selection, FragmentSpreadNode):
                more, deeper = self._fragment(selection.name.value)
            else:
                more, deeper = self.of(getattr(selection, "selection_set", None))
                if isinstance(selection, FieldNode):
                    more, deeper = more + 1, deeper + 1
            fields, depth = fields + more, max(depth, deeper)
        return fields, depth

    def _fragment(self, name: str) -> tuple[int, int]:
        if name not in self._counted:
            self._counted[name] = (0, 0)  # what it spreads of itself
            fragment = self._fragments.get(name)
            self._counted[name] = self.of(fragment.selection_set if fragment else None)
        return self._counted[name]

"""The operations of documents that were read before: a client asks with the same few again and again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from doubles.standin import limits

if TYPE_CHECKING:
    from doubles.standin.graphql.operation import Operation

# The document, the operation's name, and how many tokens the document may have.
Asked = tuple[str, str | None, int]


class Remembered:
    """The operations that were asked for last; what they are depends on the document alone."""

    def __init__(self) -> None:
        self._operations: OrderedDict[Asked, Operation] = OrderedDict()

    def get(self, asked: Asked) -> Operation | None:
        """What is remembered."""
        if asked in self._operations:
            self._operations.move_to_end(asked)
        return self._operations.get(asked)

    def keep(self, asked: Asked, operation: Operation) -> None:
        """Remember it, unless its document or its name is long; the one not asked for longest goes."""
        if len(asked[0]) + len(asked[1] or "") < limits.SMALL:
            self._operations[asked] = operation
            if len(self._operations) > limits.DOCUMENTS:
                self._operations.popitem(last=False)

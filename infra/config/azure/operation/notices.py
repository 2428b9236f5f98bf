"""Who is told of what: the settings `herm:alertEmail` and `herm:monthlyBudget`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.config.reader import ConfigReader

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_MOST = 10**9


@dataclass(frozen=True)
class Notices:
    """What is told, and to whom.

    Attributes:
        email: Who is told of alerts and of the bill; "" for nobody.
        budget: What a month may cost before they are told, in the currency of the bill; 0 for no budget.
    """

    email: str
    budget: int


def read_notices(reader: ConfigReader) -> Notices:
    """The notices of a stack."""
    email = reader.text("alertEmail")
    if email and not _EMAIL.fullmatch(email):
        reader.problem("alertEmail", f"is {email!r}, which is not an e-mail address")
    budget = reader.integer("monthlyBudget", 0, _MOST)
    if budget > 0 and not email:
        reason = f"is {budget}, and there is nobody to tell when it is spent"
        reader.problem("monthlyBudget", reason, reader.set("alertEmail", "YOU@EXAMPLE.COM"))
    return Notices(email, budget)

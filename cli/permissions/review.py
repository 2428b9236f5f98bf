"""A review: the matrix, the findings and, against another version, what differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hasura.metadata import Metadata
from hasura.permissions.difference import Change, difference
from hasura.permissions.findings import Finding, Severity, findings
from hasura.permissions.matrix import Cell, Key, matrix
from hasura.permissions.sessions import Sessions


@dataclass(frozen=True)
class Review:
    """What is shown of permissions.

    Attributes:
        of: Where the metadata comes from: a folder, a stack.
        against: The reference that it is compared with; None where it is compared with nothing.
        findings: Those that the other version does not have; all where nothing is compared.
        gone: Those that only the other version has.
    """

    of: str
    against: str | None
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...] = ()
    gone: tuple[Finding, ...] = ()

    def fails(self, severity: Severity | None) -> bool:
        """Whether a finding is at least as severe as this."""
        failing = {"error": ("error",), "warning": ("error", "warning")}.get(severity or "", ())
        return any(finding.severity in failing for finding in self.findings)


def review(
    of: str, metadata: Metadata, sessions: Sessions, against: tuple[str, Metadata] | None = None
) -> Review:
    """The review of metadata, by itself or against another version of it."""
    cells, found = matrix(metadata), findings(metadata, sessions)
    if against is None:
        return Review(of, None, cells, found)
    name, before = against
    earlier = findings(before, sessions)
    return Review(
        of,
        name,
        cells,
        _without(found, earlier),
        difference(before, metadata),
        _without(earlier, found),
    )


def as_json(one: Review) -> dict[str, Any]:
    """The review for machines; a `*` stands for every column."""
    document: dict[str, Any] = {
        "of": one.of,
        "against": one.against,
        "cells": [_cell(cell) for cell in one.cells],
        "findings": [_finding(finding) for finding in one.findings],
    }
    if one.against is not None:
        document["changes"] = [
            {
                "kind": change.kind,
                **_key(change.key),
                "before": change.before and _cell(change.before),
                "after": change.after and _cell(change.after),
                "details": change.details,
            }
            for change in one.changes
        ]
        document["gone"] = [_finding(finding) for finding in one.gone]
    return document


def _without(found: tuple[Finding, ...], others: tuple[Finding, ...]) -> tuple[Finding, ...]:
    left = Counter(others)
    kept = []
    for finding in found:
        if left[finding]:
            left[finding] -= 1
        else:
            kept.append(finding)
    return tuple(kept)


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        **_key(cell.key),
        "columns": "*" if cell.columns is None else cell.columns,
        "rows": cell.rows,
        "check": cell.check,
        "notes": cell.notes,
        "inherited": cell.inherited,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    where = _key(finding.where) if isinstance(finding.where, Key) else {"role": finding.where}
    return {"severity": finding.severity, "id": finding.id, **where, "reason": finding.reason}


def _key(key: Key) -> dict[str, str]:
    return {"source": key.source, "table": key.table, "role": key.role, "operation": key.operation}

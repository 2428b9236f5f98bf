"""Parity: what differs between two stacks is explained, or it is a finding."""

from __future__ import annotations

from infra.contract import Variable
from infra.parity import Comparison, compare
from infra.secret import Secret


def rows(left: list[Variable], right: list[Variable]) -> dict[str, Comparison]:
    """The comparison by name."""
    return {row.name: row for row in compare(left, right)}


def test_equal_values_are_the_same() -> None:
    """A variable with one value in both stacks needs no reason, even where the contract has one."""
    row = rows([Variable("A", "1", "herm", "why")], [Variable("A", "1", "herm", "why")])["A"]
    assert (row.verdict, row.reason) == ("same", "")


def test_difference_with_a_reason_differs() -> None:
    """A reason from the contract or from config explains a difference."""
    row = rows([Variable("A", "1", "herm")], [Variable("A", "2", "herm", "because")])["A"]
    assert (row.left, row.right, row.verdict, row.reason) == ("1", "2", "differs", "because")


def test_difference_without_a_reason_is_unexplained() -> None:
    """Other values, or a variable that one stack lacks, are findings."""
    table = rows([Variable("A", "1", "x"), Variable("B", "1", "x")], [Variable("A", "2", "x")])
    assert table["A"].verdict == "unexplained"
    assert (table["B"].right, table["B"].verdict) == ("(not set)", "unexplained")


def test_secrets_are_compared_by_fingerprint() -> None:
    """Each stack may have its own secret, and neither value is shown."""
    row = rows([Variable("S", Secret("plain-one"), "x")], [Variable("S", Secret("plain-two"), "x")])["S"]
    assert row.verdict == "secret"
    assert row.left != row.right
    assert "plain" not in row.left + row.right


def test_secret_beside_a_plain_value_is_unexplained() -> None:
    """What is secret in one stack and open in the other is a finding, with the secret still hidden."""
    row = rows([Variable("S", Secret("plain-one"), "x")], [Variable("S", "plain-one", "x")])["S"]
    assert row.verdict == "unexplained"
    assert row.left.startswith("secret ")

"""Locks and budgets, whose models are in none of the packages here: their shapes are written out."""

from __future__ import annotations

import datetime as dt

from doubles.azure.access.locks import lift
from doubles.azure.errors import bad_request
from doubles.azure.ids import ResourceId
from doubles.azure.services.base import Service, properties_of, with_defaults, with_properties
from doubles.azure.shapes.scalar import Scalar
from doubles.azure.shapes.shape import Field, Many, Mapping, Record
from doubles.azure.world import Resource, World


def _words(*words: str) -> Scalar:
    """The words of an enumeration."""
    return Scalar("string", words=words)


_TEXT, _NUMBER = Scalar("string"), Scalar("number")
_LOCK = {
    "level": Field(_words("CanNotDelete", "ReadOnly", "NotSpecified"), required=True),
    "notes": Field(_TEXT),
    "owners": Field(Many(Scalar("any"))),
}
_NOTIFICATION = {
    "enabled": Field(Scalar("boolean"), required=True),
    "operator": Field(_words("EqualTo", "GreaterThan", "GreaterThanOrEqualTo"), required=True),
    "threshold": Field(_NUMBER, required=True),
    "thresholdType": Field(_words("Actual", "Forecasted")),
    "contactEmails": Field(Many(_TEXT), required=True),
    "contactRoles": Field(Many(_TEXT)),
    "contactGroups": Field(Many(_TEXT)),
    "locale": Field(_TEXT),
}
_PERIOD = {"startDate": Field(_TEXT, required=True), "endDate": Field(_TEXT)}
_BUDGET = {
    "category": Field(_words("Cost"), required=True),
    "amount": Field(_NUMBER, required=True),
    "timeGrain": Field(_words("Monthly", "Quarterly", "Annually"), required=True),
    "timePeriod": Field(Record("BudgetTimePeriod", lambda: _PERIOD), required=True),
    "filter": Field(Scalar("any")),
    "notifications": Field(Mapping(Record("Notification", lambda: _NOTIFICATION))),
    "currentSpend": Field(Scalar("any"), read_only=True),
    "forecastSpend": Field(Scalar("any"), read_only=True),
}
_MOST_NOTIFICATIONS, _MOST_PERCENT, _LONGEST_NOTE = 5, 1000, 512


def _resource(name: str, properties: dict[str, Field], **more: Field) -> Record:
    inner = Record(f"{name}Properties", lambda: properties)
    return Record(name, lambda: {"properties": Field(inner, required=True), **more})


class Locks(Service):
    """Locks; what they keep from happening is `access/locks.py`'s."""

    def __init__(self) -> None:
        super().__init__("", "")
        self._shape = _resource("ManagementLockObject", _LOCK)

    def shape(self, name: str) -> Record:
        """The model of a lock."""
        del name
        return self._shape

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse a note that is too long."""
        del world, rid, old
        given = properties_of(body)
        if len(given.get("notes") or "") > _LONGEST_NOTE:
            raise bad_request(f"The lock '{given}' is not valid.", "InvalidLockProperties")
        return body

    def gone(self, world: World, rid: ResourceId, resource: Resource) -> None:
        """It may be in force for a little longer."""
        lift(world, rid, resource)


class Budgets(Service):
    """Budgets of a scope, by the rules of "Budgets - Create Or Update" (learn.microsoft.com, REST API)."""

    def __init__(self) -> None:
        super().__init__("", "")
        self._shape = _resource("Budget", _BUDGET, eTag=Field(_TEXT))

    def shape(self, name: str) -> Record:
        """The model of a budget."""
        del name
        return self._shape

    def accept(self, world: World, rid: ResourceId, old: Resource | None, body: Resource) -> Resource:
        """Refuse a start outside the period or a year ahead, a sum of nothing, too many notifications."""
        del rid
        given, before = properties_of(body), properties_of(old)
        start = _day(given["timePeriod"]["startDate"])
        if old is not None and start != _day(before["timePeriod"]["startDate"]):
            raise bad_request("The start date of a budget cannot be changed.", "BadRequest")
        today = dt.datetime.fromtimestamp(world.now(), dt.UTC).date()
        first, last = _starts(today, str(given["timeGrain"]))
        if start.day != 1 or (old is None and not first <= start <= last):
            raise bad_request(
                f"Invalid start date '{start}': it has to be the first of a month from {first} to {last}.",
                "BadRequest",
            )
        notifications = given.get("notifications") or {}
        wrong = [
            key
            for key, one in notifications.items()
            if not 0 < float(one["threshold"]) <= _MOST_PERCENT or not one["contactEmails"]
        ]
        if wrong or float(given["amount"]) <= 0 or len(notifications) > _MOST_NOTIFICATIONS:
            raise bad_request(f"The amount or the notifications {wrong} are not valid.", "BadRequest")
        # Ten years, where no end is said.
        end = start.replace(year=start.year + 10)
        if "endDate" in given["timePeriod"] and _day(given["timePeriod"]["endDate"]) <= start:
            raise bad_request("The end date has to be after the start date.", "BadRequest")
        period = {"endDate": f"{end}T00:00:00Z", **given["timePeriod"], "startDate": f"{start}T00:00:00Z"}
        spent = {"amount": 0.0, "unit": "USD"}
        return with_properties(with_defaults(body, {"currentSpend": spent}), timePeriod=period)


def _starts(today: dt.date, grain: str) -> tuple[dt.date, dt.date]:
    """The first and the last day on which a new budget may begin: in its present period, or within a year."""
    months = {"Monthly": 1, "Quarterly": 3, "Annually": 12}[grain]
    first = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    return first, today.replace(year=today.year + 1, day=1)


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        raise bad_request(f"'{text}' is not a date.", "BadRequest") from None

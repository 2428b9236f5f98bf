"""Words about times: expired, not yet valid, and numbers that are not seconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.words import Evidence, Explain, Explanation, duration, moment

_YEAR = 365 * 86400
_HOUR = 3600
_LARGEST_SKEW = 300
_FARTHEST_ZONE = 14 * _HOUR + 90
_FARTHEST_TIME = 1e15
# What a clock shows in other units, by what it has to be divided by.
_UNITS: Mapping[int, str] = {1_000: "milliseconds", 1_000_000: "microseconds", 1_000_000_000: "nanoseconds"}


def unit_of(time: float, now: float) -> tuple[str, float] | None:
    """The unit in which a time would be near now, and the time in seconds; None when seconds may be meant."""
    for size, unit in _UNITS.items():
        if time > now + 100 * _YEAR and abs(time / size - now) < 50 * _YEAR:
            return unit, time / size
    return None


def _other_unit(seen: Evidence, case: Case) -> Explanation | None:
    claim = seen["claim"]
    found = unit_of(seen["time"], case.now)
    if found is None:
        return None
    unit, seconds = found
    return Explanation(
        Cause.TIME_IN_ANOTHER_UNIT,
        f"The token's {claim} counts {unit}; Hasura reads seconds since 1970.",
        (f"Its {claim}: {seen['time']:.0f}, which is {moment(seconds)} in {unit}.", *_clock(seen)),
        f"Have the issuer divide by {round(seen['time'] / seconds)} and drop the fraction. "
        + remedies.in_token({claim: int(seconds)}),
    )


def _a_duration(seen: Evidence, case: Case) -> Explanation | None:
    if seen["claim"] != "exp" or not 0 < seen["time"] <= 10 * _YEAR:
        return None
    return Explanation(
        Cause.EXPIRY_IS_A_DURATION,
        f"The token's exp is {seen['time']:g}: that is a length of time, not a moment.",
        (f"As a moment it is {moment(seen['time'])}.", *_clock(seen)),
        "Have the issuer add it to the present time. "
        f"{remedies.in_token({'exp': int(case.now + seen['time'])})}",
    )


def _never_valid(seen: Evidence, case: Case) -> Explanation | None:
    issued = _issued(case)
    if issued is None or issued < seen["time"]:
        return None
    return Explanation(
        Cause.EXPIRY_BEFORE_ISSUE,
        f"The token has expired: {duration(seen['now'] - seen['time'])} ago, and never was valid: "
        "its exp is not later than its iat.",
        (f"Its iat: {moment(issued)}.", f"Its exp: {moment(seen['time'])}.", *_clock(seen)),
        remedies.in_token({"exp": int(max(issued, case.now)) + _HOUR}),
    )


def _expired(seen: Evidence, case: Case) -> Explanation:
    ago = seen["now"] - seen["time"]
    issued = _issued(case)
    lasted = () if issued is None else (f"It was made to last {duration(seen['time'] - issued)}.",)
    return Explanation(
        Cause.TOKEN_EXPIRED,
        f"The token has expired: {duration(ago)} ago.",
        (f"Its exp: {moment(seen['time'])}.", *lasted, *_clock(seen)),
        "Get a new token. If it was made just now, compare the clocks of the issuer and of this server. "
        + remedies.send_token(case.secret.location),
    )


def _another_time_zone(seen: Evidence, case: Case) -> Explanation | None:
    ahead = seen["time"] - seen["now"]
    if not 2 * _LARGEST_SKEW <= ahead <= _FARTHEST_ZONE or abs(ahead - round(ahead / 900) * 900) > 90:
        return None
    return Explanation(
        Cause.TIME_OF_ANOTHER_ZONE,
        f"The token's {seen['claim']} is {duration(ahead)} from now: the issuer took local time for UTC.",
        (f"Its {seen['claim']}: {moment(seen['time'])}.", *_clock(seen)),
        "Have the issuer take the time in UTC: Date.now() / 1000, time.time(), DateTime.UtcNow. "
        + remedies.in_token({seen["claim"]: int(case.now)}),
    )


def _early(seen: Evidence, case: Case) -> Explanation:
    ahead = seen["time"] - seen["now"]
    what = (
        "says that it was issued in the future" if seen["claim"] == "iat" else "is not valid yet: it begins"
    )
    evidence = (f"Its {seen['claim']}: {moment(seen['time'])}.", *_clock(seen))
    skew = next((size for size in (10, 30, 60, 120, _LARGEST_SKEW) if ahead <= size), None)
    if skew is None:
        return Explanation(
            Cause.TOKEN_NOT_YET_VALID,
            f"The token {what}, {duration(ahead)} from now.",
            evidence,
            "Set the clocks right, or wait: `allowed_skew` is for seconds and minutes only. "
            + remedies.in_token({seen["claim"]: int(case.now)}),
        )
    return Explanation(
        Cause.CLOCKS_DIFFER,
        f"The token {what}, {duration(ahead)} from now.",
        evidence,
        "Set the clocks right, or set `allowed_skew`. " + remedies.in_secret({"allowed_skew": skew}),
    )


def _issued(case: Case) -> float | None:
    issued = case.claims.get("iat")
    return issued if isinstance(issued, int | float) and abs(issued) < _FARTHEST_TIME else None


def _clock(seen: Evidence) -> tuple[str, str]:
    skew = seen["skew"]
    allowed = f"Allowed clock difference: {duration(skew)}." if skew else "No clock difference is allowed."
    return f"The server's clock: {moment(seen['now'])}.", allowed


TIME_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "expired": (_a_duration, _never_valid, _expired),
    "issued_in_future": (_other_unit, _another_time_zone, _early),
    "not_yet_valid": (_other_unit, _another_time_zone, _early),
}

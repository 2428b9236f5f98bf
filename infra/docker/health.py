"""How Docker finds out whether a container is healthy, and how often it looks."""

from __future__ import annotations

from dataclasses import dataclass

from infra.contract import SERVER_PORT

# A look starts processes in the container: one each second costs a laptop a tenth of a processor, day and
# night. So a look at a container that was found healthy rests first, and the next one comes that much later;
# while it starts, and once it is found ill, looks come as often as Docker lets them. The mark is in memory
# that each start of a container has anew. No `$` is in it, which compose's files would take for theirs.
_REST = 10
_MARK = "/dev/shm/healthy"  # noqa: S108 - the container's own
_LOOK = f"[ ! -e {_MARK} ] || sleep {_REST}; if {{}}; then : >{_MARK}; else rm -f {_MARK}; exit 1; fi"


@dataclass(frozen=True)
class Looks:
    """Docker's looks at one container, by the names that Docker and compose have for them.

    Attributes:
        test: What a look runs in the container.
        interval: From the end of a look to the next one.
        retries: How many have to fail until the container is unhealthy: those of a minute.
        start_period: From the container's start; until then a look that fails does not count.
        timeout: How long a look may take, its rest included.
    """

    test: tuple[str, str]
    interval: str
    retries: int
    start_period: str
    timeout: str = f"{_REST + 5}s"


def _looks(check: str, interval: str, retries: int, start_period: str) -> Looks:
    return Looks(("CMD-SHELL", _LOOK.format(check)), interval, retries, start_period)


# Docker's provider looks at a new container at once and then each second; Docker itself looks one interval
# after its last look has ended, and a look takes it about a tenth of a second. With an interval of a second
# its looks end just after the provider's, which then sees the container healthy a second late. With these the
# look that finds it healthy ends before: Hasura's first one, and the second one of a new database. Docker
# keeps nanoseconds, out of which the provider reads the same text: a preview shows no difference.
HASURA_LOOKS = _looks(
    f"curl -fsS --max-time 4 -o /dev/null http://127.0.0.1:{SERVER_PORT}/healthz",
    "800ms",
    75,
    # To Docker 0 means "as the image says", and Hasura's image says something: the next preview would show
    # a difference. This is the shortest that means "as this says".
    "1ms",
)
# Over TCP: while the image makes the database, its temporary server listens on the socket only.
POSTGRES_LOOKS = _looks("pg_isready -q -h 127.0.0.1 -U hasura -d hasura", "900ms", 67, "0s")

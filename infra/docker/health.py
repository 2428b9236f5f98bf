"""How often Docker looks whether a container is healthy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Looks:
    """Docker's looks at one container, by the names that Docker and compose have for them.

    Attributes:
        interval: From the end of a look to the next one.
        retries: How many have to fail until the container is unhealthy: those of a minute.
        timeout: How long a look may take.
    """

    interval: str
    retries: int
    timeout: str = "5s"


# Docker's provider looks at a new container at once and then each second; Docker itself looks one interval
# after its last look has ended, and a look takes it about a tenth of a second. With an interval of a second
# its looks end just after the provider's, which then sees the container healthy a second late. With these the
# look that finds it healthy ends before: Hasura's first one, and the second one of a new database. Docker
# keeps nanoseconds, out of which the provider reads the same text: a preview shows no difference.
HASURA_LOOKS = Looks("800ms", 75)
POSTGRES_LOOKS = Looks("900ms", 67)

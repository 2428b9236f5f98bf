"""How often Docker looks whether a container is healthy: the same for each container of a stack."""

from __future__ import annotations

# Docker's provider looks at a new container at once and then each second; Docker itself looks one interval
# after its last look has ended. With a second, its looks end just after the provider's, which then sees the
# container healthy a second late. With a little less they end just before. Docker
# keeps nanoseconds, out of which the provider reads the same text: a preview shows no difference.
INTERVAL = "900ms"
TIMEOUT = "5s"
# A minute of looks, until Docker calls the container unhealthy.
RETRIES = 67

"""What App Service itself reads among the app's settings; Docker has settings of its own for the same."""

from __future__ import annotations

from infra.contract import SERVER_PORT, STOP_SECONDS, Variable

PLATFORM_SETTINGS: tuple[Variable, ...] = (
    Variable("WEBSITES_PORT", str(SERVER_PORT), "", "App Service has to find the port that Hasura is at"),
    Variable(
        "WEBSITES_ENABLE_APP_SERVICE_STORAGE",
        "false",
        "",
        "Hasura keeps nothing on disk, and mounting the shared storage slows every start",
    ),
    Variable(
        "WEBSITES_CONTAINER_START_TIME_LIMIT",
        "600",
        "",
        "after an upgrade Hasura migrates its metadata before it answers; the usual 230 seconds may not do",
    ),
    Variable(
        "WEBSITES_CONTAINER_STOP_TIME_LIMIT",
        str(STOP_SECONDS),
        "",
        "Hasura finishes the requests under way when it is asked to stop; the usual 5 seconds cut them",
    ),
    Variable(
        "WEBSITE_SWAP_WARMUP_PING_PATH",
        "/healthz",
        "",
        "a slot is swapped in once Hasura and its database are healthy, not once anything answers",
    ),
    Variable(
        "WEBSITE_SWAP_WARMUP_PING_STATUSES",
        "200",
        "",
        "any other answer means that it is not healthy yet",
    ),
)

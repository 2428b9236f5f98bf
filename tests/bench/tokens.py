"""Input of `./herm auth check` for the benchmark: `python -m bench.tokens COUNT`."""

from __future__ import annotations

import json
import sys

import jwt

_KEY = "benchmark-key-of-at-least-32-bytes!!"


def main(count: int) -> None:
    """Print lines that each have a token of their own."""
    env = {
        "HASURA_GRAPHQL_ADMIN_SECRET": "benchmark",
        "HASURA_GRAPHQL_JWT_SECRET": json.dumps({"type": "HS256", "key": _KEY}),
    }
    for number in range(count):
        claims = {
            "x-hasura-default-role": "user",
            "x-hasura-allowed-roles": ["user"],
            "x-hasura-user-id": str(number),
        }
        token = jwt.encode({"exp": 2_000_000_000, "https://hasura.io/jwt/claims": claims}, _KEY, "HS256")
        line = {"env": env, "headers": [["Authorization", f"Bearer {token}"]], "now": 1_800_000_000}
        print(json.dumps(line))


if __name__ == "__main__":
    main(int(sys.argv[1]))

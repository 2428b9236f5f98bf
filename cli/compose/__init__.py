"""Variables as docker compose reads them: from an env file, from a compose file, from a Kubernetes manifest.

The rules are those of compose-go, the library of docker compose; its answers are the tests' own.
"""

"""The verbs of `./herm`: where each one is, and what its help says in one line."""

from __future__ import annotations

from collections.abc import Mapping

# Headings of the help, and under each a line a verb: its name, the module and attribute of its command, its
# one-line help. The module is imported only when the verb runs, so that `./herm --help` and small verbs start
# fast.
SECTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "On this machine": {
        "up": ("cli.verbs.local.up:up", "Bring a local stack up, from nothing if need be."),
        "down": (
            "cli.verbs.local.down:down",
            "Stop and remove a local stack; the data stays unless --volumes.",
        ),
        "status": ("cli.verbs.local.status:status", "Tell what runs, where, and what is missing."),
        "logs": ("cli.verbs.local.logs:logs", "Show what Hasura or PostgreSQL says."),
        "psql": ("cli.verbs.local.psql:psql", "Open psql on the local database."),
        "open": ("cli.verbs.local.open:open_console", "Open the console; --secret prints the admin secret."),
        "shell": (
            "cli.verbs.local.shell:shell",
            'Print the environment for plain pulumi: eval "$(./herm shell)".',
        ),
    },
    "Your Hasura project": {
        "project": (
            "cli.verbs.project:project",
            "Bring your Hasura project to a stack: migrations and metadata.",
        ),
        "permissions": (
            "cli.verbs.permissions:permissions",
            "Tell who may do what with which table, in words.",
        ),
        "console": (
            "cli.verbs.hasura.console:console",
            "Serve Hasura's console of a project, here alone.",
        ),
        "hasura": ("cli.verbs.hasura.command:hasura", "Run Hasura's own command line on a stack's project."),
        "env": ("cli.verbs.hasura.env:env", "Write an env file for Hasura's command line, secrets included."),
    },
    "Tokens": {
        "token": ("cli.verbs.token:token", "Explain a token, or mint one for development."),
        "jwt-config": (
            "cli.verbs.jwt_config:jwt_config",
            "Make a JWT secret for an identity provider or a new key.",
        ),
        "jwt": ("cli.verbs.jwt:jwt", "Check a JWT secret before Hasura does."),
        "auth": ("cli.verbs.auth:auth", "Decide many requests at once, JSON lines in and out."),
    },
    "Azure": {
        "setup": ("cli.verbs.setup:setup", "Install what stack prod needs on a machine."),
        "rehearse": (
            "cli.verbs.rehearse:rehearse",
            "Deploy prod to an emulator of Azure here, and check it.",
        ),
        "database-role": (
            "cli.verbs.database_role:database_role",
            "Give prod's Hasura a role of its own on its database server.",
        ),
        "smoke": ("cli.verbs.smoke:smoke", "Check a deployed API from outside."),
        "parity": ("cli.verbs.parity:parity", "Compare the environment of Hasura in dev and prod."),
    },
    "Compose files": {
        "import": (
            "cli.verbs.compose.into:import_",
            "Take Hasura's variables of a compose file into a stack.",
        ),
        "export": (
            "cli.verbs.compose.out:export",
            "Write a stack as a compose file with env files.",
        ),
    },
    "herm itself": {
        "test": ("tests.run:test", "Run all tests; --fast for those that need no engine."),
        "bench": ("tests.bench.command:bench", "Measure dev against docker-compose, and what prod costs."),
    },
}

VERBS = {name: verb for verbs in SECTIONS.values() for name, verb in verbs.items()}

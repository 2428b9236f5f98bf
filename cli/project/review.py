"""What a reviewer should look at among the permissions that a plan brings."""

from __future__ import annotations

from cli.permissions.folder import parsed
from cli.permissions.review import review
from cli.project.work import Work
from hasura.permissions.sessions import sessions_of
from hasura.start.startup import start
from infra.config.settings import Settings
from infra.contract import environment


def new_findings(found: Settings, work: Work) -> tuple[str, ...]:
    """The findings that the stack's metadata does not have yet, one line each, judged by its JWT secret.

    Raises:
        ProblemsError: The project's metadata is not what Hasura reads.
    """
    if not work.plan.metadata:
        return ()
    sessions = sessions_of(start({one.name: one.reveal() for one in environment(found)}))
    after = parsed("project", work.project.metadata)
    before = parsed(f"stack {found.stack}", work.present.metadata)
    return tuple(map(str, review("project", after, sessions, (found.stack, before)).findings))

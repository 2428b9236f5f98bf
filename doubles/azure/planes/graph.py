"""The little of Microsoft Graph that az asks: who is signed in."""

from __future__ import annotations

from doubles.azure.world import Answer, Call, World


def me(world: World, call: Call) -> Answer:
    """Who is signed in; here a principal counts as a person, because nobody can sign in with a browser."""
    del world
    return Answer(
        200,
        {
            "@odata.type": "#microsoft.graph.user",
            "id": call.caller["oid"],
            "userPrincipalName": "owner@rehearsal",
        },
    )

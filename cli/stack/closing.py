"""The page that ends `./herm up`: where the API is and what to do next."""

from __future__ import annotations

from infra.config.settings import Settings


def closing_page(settings: Settings) -> str:
    """Ten lines for a developer who has never seen herm."""
    url, name = settings.own_origin, settings.docker.name
    engine = (
        "[yellow]stand-in engine[/]: Hasura's image could not be pulled; it answers logins, not queries"
        if settings.engine == "stand-in"
        else "Hasura GraphQL Engine"
    )
    return f"""
[bold]The API is up[/]   {engine}
  GraphQL        {url}/v1/graphql
  Console        {url}/console
  Admin secret   eval "$(./herm shell)"; pulumi config get herm:adminSecret --stack {settings.stack}
  A token        ./herm token mint --stack {settings.stack} --role user --claim x-hasura-user-id=1
  What runs      ./herm status          logs: docker logs -f {name}-hasura
  Change it      eval "$(./herm shell)"; pulumi config set herm:NAME VALUE --stack {settings.stack}; ./herm up
  Stop           ./herm down            (the data stays; --volumes deletes it)
  Secrets        Pulumi.{settings.stack}.yaml, encrypted with .herm/passphrase; both stay on this machine"""

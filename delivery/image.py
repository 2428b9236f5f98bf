"""A project as an image: what Hasura's image for migrations applies by itself when it starts.

Its entry point is packaging/cli-migrations/v3 of Hasura: it starts a server that nobody reaches, applies
metadata and migrations with the CLI, ends that server, and runs the container's command. Seeds would run at
every start, and are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from delivery.folder.project import Project
from delivery.folder.text import read_text
from delivery.writing.files import metadata_files


def base_image(version: str) -> str:
    """Hasura's image for migrations of a version, `v2.50.3`."""
    return f"hasura/graphql-engine:{version}.cli-migrations-v3"


def image_files(project: Project, base: str) -> Mapping[str, str]:
    """The files of the build, Dockerfile included, by their paths.

    Metadata is written out from what was read: whole, wherever its files lie.

    Args:
        project: The project.
        base: The image that it stands on.

    Raises:
        ProblemsError: The metadata holds what a file must not.
    """
    plain = json.loads(json.dumps(project.metadata))  # without the places that it was read from
    files = {f"metadata/{name}": text for name, text in metadata_files(plain).items()}
    for database, migrations in project.migrations.items():
        for one in migrations:
            folder = f"migrations/{database}/{one.title}"
            files[f"{folder}/up.sql"] = read_text(one.up)
            if one.down is not None:
                files[f"{folder}/down.sql"] = read_text(one.down)
    folders = sorted({name.partition("/")[0] for name in files})
    copies = "".join(f"COPY {folder} /hasura-{folder}\n" for folder in folders)
    return {"Dockerfile": f"FROM {base}\n{copies}", **files}


def image_key(files: Mapping[str, str]) -> str:
    """Twelve hexadecimal digits that change with the project."""
    digest = hashlib.sha256()
    for name, text in sorted(files.items()):
        digest.update(f"{len(name)}:{name}{len(text)}:{text}".encode())
    return digest.hexdigest()[:12]

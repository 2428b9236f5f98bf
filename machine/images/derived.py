"""An image made from another one and some files, and brought to a registry."""

from __future__ import annotations

import io
import json
import shlex
import tarfile
import tempfile
from collections.abc import Mapping

from infra.problems import fail
from machine.docker.client import attempt, docker
from machine.images.registry import is_unreachable
from machine.report import Report


def build(files: Mapping[str, str], image: str) -> None:
    """Build an image from a Dockerfile and its files.

    Nothing is pulled: what it stands on is here. Every file has the same time, so that what is copied is the
    same layer as the time before.

    Raises:
        ProblemsError: Docker refuses.
    """
    with tempfile.TemporaryFile() as context:
        with tarfile.open(fileobj=context, mode="w") as tar:
            for name, text in sorted(files.items()):
                content = text.encode()
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(content), 0o644
                tar.addfile(entry, io.BytesIO(content))
        context.seek(0)
        docker("build", "--quiet", "--tag", image, "-", stdin=context)


def push(image: str, report: Report) -> str:
    """Bring an image to the registry of its name; its reference with the digest.

    Raises:
        ProblemsError: The registry does not answer, or does not take it.
    """
    report(f"docker push {image}")
    done = attempt("push", "--quiet", image)
    if done.returncode != 0:
        raise _refused(image, (done.stderr.strip().splitlines() or ["it said nothing"])[-1])
    repository = image.rpartition(":")[0]
    known = json.loads(docker("image", "inspect", "--format", "{{json .RepoDigests}}", image))
    digest = next(one.partition("@")[2] for one in known if one.startswith(f"{repository}@"))
    return f"{image}@{digest}"


def _refused(image: str, said: str) -> Exception:
    host = image.partition("/")[0]
    if is_unreachable(said):
        return fail(image, f"cannot be pushed: {host} does not answer: {said}", f"docker push {image}")
    login = f"docker login {shlex.quote(host)}"
    if host.endswith(".azurecr.io"):
        login = f"az acr login --name {host.removesuffix('.azurecr.io')}"
    return fail(image, f"cannot be pushed: {said}", f"may you push there? {login}")

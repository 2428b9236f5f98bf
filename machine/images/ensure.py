"""Both images of the dev stack, here when this returns: official ones where they can be had."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from machine import query_engine
from machine.images import graphiql, postgres, python_base, stand_in
from machine.images.names import Chosen, Wanted, is_ours, is_stand_in
from machine.images.registry import present, pull
from machine.report import Report

Build = Callable[[Report], str]


def ensure_images(wanted: Wanted, report: Report) -> Chosen:
    """Have both images: present, else pulled, else built from the distribution's packages.

    An image that was built once is used without asking the registry again, so that a run without a network
    loses no time and a database never meets another version of its server by surprise.

    Args:
        wanted: The references in config.
        report: Told what is done, one line each.

    Raises:
        ProblemsError: A registry refused an image, or this machine cannot build it.
    """
    found, to_build = _sorted(wanted, report)
    with ThreadPoolExecutor() as pool:  # most of a build is waiting for downloads and the disk
        started = {reference: pool.submit(build, report) for reference, build in to_build.items()}
        if wanted.hasura in to_build:
            query_engine.ensure(report)  # it takes longest, and in the main thread an interrupt ends it
        found |= {reference: future.result() for reference, future in started.items()}
    if wanted.hasura in to_build:
        found[wanted.hasura] = stand_in.ensure(report)
    hasura = found[wanted.hasura]
    if is_stand_in(hasura):
        report(f"Hasura's image cannot be had here: the stand-in engine {hasura} takes its place")
        if reason := query_engine.hindrance():
            report(f"its schema is empty, because its query engine could not be built: {reason}")
        report("the stand-in takes its place until you say otherwise: docs/offline.md, Changing to Hasura")
    return Chosen(hasura, found[wanted.postgres])


def ensure_bases(wanted: Wanted, report: Report) -> None:
    """Have what can be had without the query engine: images that are pulled, and what it is put on.

    Args:
        wanted: The references in config.
        report: Told what is done, one line each.

    Raises:
        ProblemsError: As of `ensure_images`, which goes on from here, or begins again.
    """
    _, to_build = _sorted(wanted, report)
    parts = [graphiql.ensure] if wanted.hasura in to_build else []
    with ThreadPoolExecutor() as pool:
        for made in [pool.submit(make, report) for make in (*to_build.values(), *parts)]:
            made.result()


def _sorted(wanted: Wanted, report: Report) -> tuple[dict[str, str], dict[str, Build]]:
    """The images that are here, and how to build the others, both by the references in config."""
    plan = {
        wanted.hasura: (stand_in.image, python_base.ensure),
        wanted.postgres: (postgres.image, postgres.ensure),
    }
    found: dict[str, str] = {}
    to_build: dict[str, Build] = {}
    for reference, (built_name, build) in plan.items():
        built = _available(reference, built_name, report)
        if built is None:
            to_build[reference] = build
        else:
            found[reference] = built
    return found, to_build


def _available(reference: str, built_name: Callable[[], str], report: Report) -> str | None:
    """An image for this reference that need not be built, or None."""
    if not is_ours(reference) and present(reference):
        return reference
    if present(built := built_name()):
        return built
    return reference if not is_ours(reference) and pull(reference, report) else None

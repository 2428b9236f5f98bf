"""The container images of the dev stack: pulled when a registry is there, built when it is not."""

from machine.images.ensure import ensure_bases, ensure_images
from machine.images.names import Chosen, Wanted

__all__ = ["Chosen", "Wanted", "ensure_bases", "ensure_images"]

"""The container images of the dev stack: pulled when a registry is there, built when it is not."""

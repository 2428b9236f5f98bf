"""The labels by which herm's things in Docker are known; apart from the components, which load Pulumi."""

LABEL_STACK = "herm.stack"
LABEL_ROLE = "herm.role"

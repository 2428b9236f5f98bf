"""`./herm VERB`: a thin convenience over `pulumi`, `docker` and the rules in `infra`."""

"""What a request body may look like, derived from the models in the `azure-mgmt-*` packages."""

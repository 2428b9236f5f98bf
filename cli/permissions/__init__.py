"""The review of permissions: where the metadata comes from, and how the review is shown."""

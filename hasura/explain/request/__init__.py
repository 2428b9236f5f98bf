"""Words for refusals of the request itself: its admin secret, and where it carries its token."""

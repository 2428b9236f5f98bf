"""Words for refusals of the token: its form, its signature, its times, its issuer and its audience."""

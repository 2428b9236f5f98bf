"""The steps of an apply: migrations, metadata, seeds; in which order, and what a failure leaves."""

"""The verbs of `./herm`: one file, one verb with its options, help and exit code; no verb imports another."""

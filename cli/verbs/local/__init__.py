"""The verbs for a stack on this machine's Docker: one file, one verb."""

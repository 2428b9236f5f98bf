"""The stand-in engine: Hasura's doors without Hasura, for machines that cannot pull its image."""

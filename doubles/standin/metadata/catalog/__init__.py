"""What is stored and what the databases hold: the metadata's rows, and pg_catalog."""

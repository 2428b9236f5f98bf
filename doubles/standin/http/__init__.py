"""HTTP around the addresses: the connection, which requests are taken, origins, the log."""

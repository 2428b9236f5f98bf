"""The managed database: the server, what is in it, and the network that it is in."""

"""How a request comes in: the proxy that knows made-up hosts, TLS, and the table of addresses."""

"""GraphQL over HTTP: the body of a request, and what the schema answers."""

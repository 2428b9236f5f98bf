"""GraphQL over a WebSocket, by both of its protocols: the door, the messages, one session."""

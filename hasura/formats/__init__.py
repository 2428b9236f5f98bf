"""How Hasura's libraries read JSON, JSONPath, URIs, PEM, DER and JWK: their answers, not any library's."""

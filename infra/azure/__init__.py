"""Hasura on an Azure Web App: one component a file."""

"""Hasura on an Azure Web App: pure decisions first, then one component a file."""

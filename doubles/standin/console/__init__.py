"""The console: a page with GraphiQL, and what it asks the server for. Nothing of it comes from elsewhere."""

"""SQL files as PostgreSQL reads them: statements, what they stop, the step that keeps the CLI's state."""

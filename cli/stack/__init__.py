"""A stack as this clone has it: its settings and secrets, its engine, its containers, its health."""

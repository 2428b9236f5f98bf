"""What is kept of what happens, who is told of it, and what it may cost."""

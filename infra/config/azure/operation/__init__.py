"""What an operator decides beside the sizes: who is told, and what it may cost."""

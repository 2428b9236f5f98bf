"""What an operator decides beside the sizes: who may call, who is told, and what it may cost."""

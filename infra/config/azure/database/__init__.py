"""The managed database: its machines and sizes, its address, and what it lets in."""

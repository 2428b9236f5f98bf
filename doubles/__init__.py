"""Pretended things, where the real one cannot be had; each says so in its name and its docstring."""

"""Queries over tables: metadata as the query engine's document, its process, and who asks it as whom."""

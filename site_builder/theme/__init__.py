"""The mkdocs theme: hosts finished pages as they are, and shows Markdown pages beside them in the same dress."""

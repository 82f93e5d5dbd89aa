"""Reports as data, and the same report as a page of its own and as Markdown.

Commands make a `Document`; terminal, Markdown and HTML show it, so that they say the same.
"""

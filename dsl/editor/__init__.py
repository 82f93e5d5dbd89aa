"""What an editor asks of rule files while they are written.

Each module answers one kind of question about the documents of a workspace: plain functions over
texts, models and offsets in code points. The protocol of editors is spoken elsewhere.
"""

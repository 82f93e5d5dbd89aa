"""From text to AST: `outline`, `lexer` and `tokens` make tokens, `lalr` a tree, `nodes` the AST.

`parser` brings them together and goes on behind mistakes; `parsed` is what comes out.
"""

"""The language server: the protocol of editors around `dsl.editor`."""

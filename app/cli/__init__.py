"""The command line (contract.md): one file a noun, every command a thin face over an action or a query."""

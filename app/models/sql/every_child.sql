-- All of them.
)

"""Where vendors tell us what became of a message and what families answer: signed, once, in any order."""

"""Deskbell: two-way patient messaging for medical practices.

Map of the house, from the cellar up (every import arrow points down):

    domain      the rule book: values in, values out, no I/O
    settings, extensions, clock        what the process was given
    models, providers, feeds, links, work, queue      tables and wires
    actions, queries                   one write or one question a file
    web, cli                           faces
    factory                            the only room that knows every other

ARCHITECTURE.md tells the same in full. This file imports nothing.
"""

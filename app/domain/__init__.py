"""The rule book.

Frozen dataclasses, enums and functions of values and ``now``. Nothing in here does
input or output, reads a clock or imports anything but the standard library: the same
question always gets the same answer, so every rule can be proved by a table of cases.

All datetimes are aware UTC. A place's time zone is met in ``local_time`` only.
"""

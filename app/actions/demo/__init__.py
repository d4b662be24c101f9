"""The demo practices: ``willow.yaml`` and ``maple.yaml`` tell them, ``story`` puts them on the calendar,
``stage`` makes the practice, ``play`` lets the days before now happen through the real actions.
"""

"""Ways out of the house: one file a vendor, all behind ``port``. Only the factory picks one."""

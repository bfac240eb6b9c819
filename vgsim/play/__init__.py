"""Which instant of a pass is shown: the clock as a value, and where things are on the screen."""

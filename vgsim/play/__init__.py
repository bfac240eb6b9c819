"""Animation of a pass without Qt: clock, frames, layout of the network view, seen passes."""

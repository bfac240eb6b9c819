"""The phase diagram: a plane of networks that shows which of them can learn."""

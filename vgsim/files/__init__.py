"""Files on the disk: scenarios, the last run, and the arrays of a trace."""

"""The program in a notebook: runs as tables, arrays and pictures.

`vgsim.open` and `vgsim.simulate` are its two functions; the help page *In a notebook* shows them.
"""

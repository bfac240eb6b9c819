"""The network view: lanes of cells and bars, and the wave that runs through them."""

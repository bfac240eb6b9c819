"""The panel with the histograms of every layer."""

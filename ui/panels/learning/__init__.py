"""Loss and accuracy over the updates."""

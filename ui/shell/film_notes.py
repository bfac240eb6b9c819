"""The files in which a film's process and the window that waits for it tell each other things."""

PROGRESS = "progress"  # frames that are drawn, all frames, bytes: written by the process
CANCEL = "cancel"  # is there when the film is not wanted any more
TEMPORARY = "temporary"  # the path of the file that is being written
WORDS = "words"  # what the process would print

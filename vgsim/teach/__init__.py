"""Lessons: text files of steps, claims and questions, each checked by running the networks."""

"""The lesson that is open: its text, its measured claims, its question, its challenge."""

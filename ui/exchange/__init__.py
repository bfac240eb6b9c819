"""The values that panels receive and the requests that they can make."""

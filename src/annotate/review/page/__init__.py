"""The review page: a server on this machine for one person, and what the browser shows."""

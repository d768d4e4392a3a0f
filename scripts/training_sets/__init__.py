"""Other people's gold as rows in the convention of docs/annotation guide, one module a kind."""

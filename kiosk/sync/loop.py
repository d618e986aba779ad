"""Keeps a panel in step for as long as it runs: the stream, the poll, the fetch, the switch."""

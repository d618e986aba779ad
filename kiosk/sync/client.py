"""Speaks to the hub over HTTP for one panel: tokens, documents, blobs, reports."""

"""One person's time at the panel: flows that touch several features, and forgetting everything at the end."""

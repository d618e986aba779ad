"""What managers see of their hall: now, alarms, reports."""

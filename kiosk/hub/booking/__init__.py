"""Appointments at the office: keys for booking systems, a day's file, the list by codes' digests, codes to print."""

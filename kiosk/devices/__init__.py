"""Machines, one file per driver, each with an absent twin; bytes become values in files that touch no port."""

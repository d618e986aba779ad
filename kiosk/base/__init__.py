"""The ground floor: texts, errors, health, clock and tasks that every other room stands on."""

"""From a working copy to what panels show: editions, their review, releases, rollouts, switches, emergencies."""

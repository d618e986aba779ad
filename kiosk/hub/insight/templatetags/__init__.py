"""What this room's templates can say."""

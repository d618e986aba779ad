"""What is published in the hall: policies and notices, by column, valid for a time."""

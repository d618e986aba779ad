"""What managers write: the hall, its tables row by row, its plan and its media, as a working copy nobody sees yet."""

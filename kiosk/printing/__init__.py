"""What goes on paper: the slip as a layout, ESC/POS as bytes, and when a ticket counts as printed; all of it pure."""

"""The panel's composition root: builds every part, runs it, stops it in reverse. The only file that knows the loop."""

"""Where do I go? Plans, walkways, routes and the words for them."""

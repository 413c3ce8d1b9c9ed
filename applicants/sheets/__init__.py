"""Tables in and out of this floor, as people keep them."""

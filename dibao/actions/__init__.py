"""Changes on the ground floor: to people's accounts."""

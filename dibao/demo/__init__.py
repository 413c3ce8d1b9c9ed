"""What the demonstration needs on every floor: its era, its staff, the way its rows come in, the steps it has done."""

"""What the pages of the monthly round show, as plain data for the components."""

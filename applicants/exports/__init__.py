"""Lists that go out: their shapes, and how any of them is written."""

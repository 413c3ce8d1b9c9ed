"""What people type about batches, files and accounts, read and cleaned."""

"""What people do with money: accounts, batches, bank files, results."""

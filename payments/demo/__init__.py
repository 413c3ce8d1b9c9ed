"""The demonstration's money: accounts, past months as settled history, and one month through the real actions."""

"""What banks read and write: rows to bytes and bytes to rows, without a database, a clock or Django."""

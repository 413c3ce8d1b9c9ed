"""What holds for all files, tables, pages and people at once; lists here are literal, so that a change is seen."""

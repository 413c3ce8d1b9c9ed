"""Papers of a family's file as plain values, each the same for the browser's print and the PDF. In Chinese only."""

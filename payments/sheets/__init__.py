"""Lists that the money comes and goes by as workbooks, but for the banks' own."""

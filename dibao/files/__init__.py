"""Files that people upload: looked into in a process of their own, written anew, sealed, kept outside the web."""

"""The command line: it parses, calls one or two functions, and prints."""

"""The agreement: reading the file, checking it, and each party's reading of its terms."""

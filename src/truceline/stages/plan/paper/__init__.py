"""The plan brief on paper: its page, charts, map and tables. Nothing is decided here."""

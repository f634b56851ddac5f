"""Who is spoken of: phrases, names, offices and what goes back to them, by data files."""

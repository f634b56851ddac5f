"""Evidence: tables become reports, names become places, reports get their origins and grades."""

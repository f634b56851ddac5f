"""What a text counts: numbers in digits and words, their bounds, and what they count."""

"""English news by rules: words, clauses, frames, speakers, and the drafts that they give."""

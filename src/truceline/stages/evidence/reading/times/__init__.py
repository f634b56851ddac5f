"""When, by the words of a text: expressions of time, resolved from the dateline to intervals."""

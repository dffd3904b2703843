"""One module for each page of Animo's documentation; a method is a line or two."""

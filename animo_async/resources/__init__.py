"""One module for each page of Animo's documentation."""

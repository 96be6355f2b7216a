"""The Health page and the letters that were given up."""

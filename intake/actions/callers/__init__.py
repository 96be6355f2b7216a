"""Requests that members enter: for a caller, from paper, or many from a spreadsheet."""

"""Findings to what the sender gets back: their own workbook with notes, a page and JSON, in their language."""

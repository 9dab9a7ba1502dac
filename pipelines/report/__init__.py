"""Findings as reports: the sender's annotated workbook, the auditor's report of failures."""

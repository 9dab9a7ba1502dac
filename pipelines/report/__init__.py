"""Findings as reports: what the sender gets back, in their language, and the auditor's report of failures."""

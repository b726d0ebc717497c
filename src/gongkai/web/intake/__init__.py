"""Applicants and what they sent in: the personal data that the sealed ledger does not hold."""

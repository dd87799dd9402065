"""Ledgers and spreadsheets."""

"""Counts what is in spreadsheets."""

VERSION = "3.1.4"

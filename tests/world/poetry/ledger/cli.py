"""The command ledger-export."""

import openpyxl
import typer


def export(name: str, rows: int = 3):
    """Writes NAME, a spreadsheet with so many rows."""
    book = openpyxl.Workbook()
    for row in range(rows):
        book.active.append([row, f"entry {row}"])
    book.save(name)


def main():
    typer.run(export)

"""The command tally."""

import importlib.metadata
import importlib.resources

import click
import tabulate


@click.command()
@click.argument("name", default=str(importlib.resources.files("tally") / "data/sample.csv"))
@click.option("--format", "kind", default="csv")
def main(name, kind):
    """Prints the table in NAME."""
    (entry,) = importlib.metadata.entry_points(group="tally.formats", name=kind)
    table = entry.load()().read(name)
    click.echo(tabulate.tabulate(table.rows(), headers=table.columns))

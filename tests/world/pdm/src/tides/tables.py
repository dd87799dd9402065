"""The command tides: a table of heights."""

import numpy
from rich.console import Console
from rich.table import Table


def main():
    table = Table("hour", "height")
    for hour, height in enumerate(numpy.cos(numpy.arange(24) / 12.4 * 2 * numpy.pi)):
        table.add_row(str(hour), f"{height:.2f} m")
    Console().print(table)

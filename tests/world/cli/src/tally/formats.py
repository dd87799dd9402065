"""What can be counted."""

import polars


class Csv:
    def read(self, name):
        return polars.read_csv(name)


class Excel:
    def read(self, name):
        return polars.read_excel(name)

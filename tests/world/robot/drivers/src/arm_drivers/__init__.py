"""Speaks to the arm."""

import attrs
import serial


@attrs.frozen
class Port:
    name: str

    def open(self):
        return serial.Serial(self.name, timeout=1)

"""How a motor turns."""

import numpy


def ramp(speed, steps):
    return numpy.linspace(0, speed, steps)

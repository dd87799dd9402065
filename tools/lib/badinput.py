# SPDX-License-Identifier: MIT
"""The one kind of error for bad input, and for a result that is not what was asked for."""


class BadInput(Exception):
    """Its text is the line that the user reads."""

"""Says hello, with the one dependency that it has."""

import platform

import humanize

print(f"hello from Python {platform.python_version()} on {platform.machine()}: "
      f"a layer is {humanize.naturalsize(1_000_000)} at most")

"""``python -m safepassage``: the same as the command ``safepassage``."""

import sys

from safepassage.cli import main

if __name__ == "__main__":
    sys.exit(main())

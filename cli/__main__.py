"""`python CLONE/cli VERB`, as the `herm` script calls it from any folder.

The clone is where modules come from: neither this folder, nor the one that the caller stands in.
"""

import importlib
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])
# Beside click and rich, httpx would load a command line of its own, with all that colours source code.
sys.modules["httpx._main"] = None  # type: ignore[assignment]  # this is how Python is told that there is none
sys.exit(importlib.import_module("cli.main").main())

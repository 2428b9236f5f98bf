"""`python CLONE/cli VERB`, as the `herm` script calls it from any folder.

The clone is where modules come from: neither this folder, nor the one that the caller stands in.
"""

import importlib
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])
sys.exit(importlib.import_module("cli.main").main())

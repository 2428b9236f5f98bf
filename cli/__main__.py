"""`python -m cli VERB`, as the `herm` script calls it."""

import sys

from cli.main import main

sys.exit(main())

"""`python -m standin`, as the image starts it."""

import os
import sys

from doubles.standin.server import main

sys.exit(main(os.environ))

"""`python -m magnesium_explorer`."""

import sys

from magnesium_explorer import main

sys.exit(main())

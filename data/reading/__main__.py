"""`python -m data.reading FILE …`: the same as `python -m data read FILE …`."""

import sys

from data.reading.command import main

sys.exit(main())

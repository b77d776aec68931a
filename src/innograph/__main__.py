"""`python -m innograph` is the command `innograph`."""

from innograph.cli import main

main()

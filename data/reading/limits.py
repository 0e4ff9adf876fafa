"""Limits for one uploaded file (reliability.md §1.5)."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
FILE_BYTES = 5 * MEGABYTE
UNPACKED_BYTES = 50 * MEGABYTE
MEMBERS = 200
RATIO = 100  # unpacked ÷ packed of one member; small members may be denser
RATIO_FROM = MEGABYTE
ROWS = 5_000
COLUMNS = 100
CELL_CHARACTERS = 2_000
FIRST_YEAR = 2000
LAST_YEAR = 2099
CPU_SECONDS = 10
WALL_SECONDS = 15
MEMORY_BYTES = 512 * MEGABYTE
ANSWER_BYTES = 30 * MEGABYTE  # what the child may say

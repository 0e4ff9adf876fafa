"""What is kept: rulebooks and catalogues as files, figures in a journal, DuckDB as its projection."""

import os

VERSION = "5.0"  # of the program; stands in the stamp of everything that it makes

# python-docx and python-pptx bring lxml, and openpyxl would then parse uploads with it instead of with defusedxml.
os.environ.setdefault("OPENPYXL_LXML", "False")

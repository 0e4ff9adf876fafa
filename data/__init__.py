"""What is kept: rulebooks and catalogues as files, figures in a journal, DuckDB as its projection."""

VERSION = "5.0"  # of the program; stands in the stamp of everything that it makes

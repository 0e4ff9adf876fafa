"""What is kept: rulebooks and catalogues as files, figures in a journal, DuckDB as its projection."""

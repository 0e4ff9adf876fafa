"""The printed pages (PDF): the summary of the year and the score sheet of a unit."""

from __future__ import annotations

from pages.exports.pdf_summary import summary_pdf
from pages.exports.pdf_unit import unit_pdf

__all__ = ["summary_pdf", "unit_pdf"]

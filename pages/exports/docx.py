"""A frozen year as Word documents: minutes, submission, report."""

from __future__ import annotations

from pages.exports.docx_minutes import minutes
from pages.exports.docx_report import report
from pages.exports.docx_submission import submission

__all__ = ["minutes", "report", "submission"]

"""
Named steps at which a test lets the program die or an operation fail; nothing without THIDUA_FAULT_AT.

THIDUA_FAULT_AT="journal.written" kills the process at that step, as a power cut would;
THIDUA_FAULT_AT="journal.write=ENOSPC" lets the step fail with that error of the operating system.
"""

from __future__ import annotations

import errno
import os
import signal

STEPS = (
    "store.checked",  # figures accepted, nothing kept yet
    "original.written",  # upload kept under a temporary name
    "original.kept",  # upload kept under its hash
    "journal.locked",
    "journal.write",  # half of the line is on its way
    "journal.written",  # whole line written, not yet synced
    "journal.synced",  # from here on the entry counts
    "store.begun",  # transaction open
    "store.inserted",  # before commit
    "store.committed",  # before checkpoint
    "store.checkpointed",
)

BACKUP_STEPS = (
    "backup.locked",  # nothing written yet
    "backup.copied",  # the journal read, no lock of the journal held any more
    "backup.written",  # all files and the manifest in a nameless folder
    "backup.verified",  # read back whole
    "backup.named",  # from here on it is listed
    "backup.unnamed",  # an old one lost its name and is about to be deleted
)
RESTORE_STEPS = (
    "restore.begun",  # originals of the backup are there, nothing replaced
    "restore.aside",  # the former state stands in quarantine as well, the journal is still the former one
    "restore.journal",  # the journal of the backup counts, accounts are still the former ones
)
ARCHIVE_STEPS = (  # of a publication, between "store.checked" and "journal.locked"
    "archive.copied",  # reference files copied under a temporary name
    "archive.kept",  # kept under their digest; nothing is published yet
)


def reach(step: str) -> None:
    """Mark that a step is reached."""
    chosen = os.environ.get("THIDUA_FAULT_AT")
    if not chosen:
        return
    name, _equals, error = chosen.partition("=")
    if name != step:
        return
    if error:
        raise OSError(getattr(errno, error), error)
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

"""What is told when the store of snapshots does not answer or its file is damaged."""

import sqlite3

from sqlalchemy.exc import SQLAlchemyError

#: What a database raises: SQLAlchemy's errors, and SQLite's own while a connection is made.
FAULTS = (SQLAlchemyError, sqlite3.Error)


class StoreError(Exception):
    """The store cannot be reached or used; the sentence names no link, key, id or address."""


class DamagedStoreError(StoreError):
    """The file of the store is damaged or none of ours; it is left as it is."""


def store_error(error: SQLAlchemyError | sqlite3.Error) -> StoreError:
    """Say what is wrong with the store, in a sentence that can be shown."""
    # The error's own words may hold the database's address or parameters: only its kind is passed on.
    cause = getattr(error, "orig", error)
    if isinstance(cause, sqlite3.DatabaseError) and not isinstance(cause, sqlite3.OperationalError):
        return DamagedStoreError(
            "The file of the snapshots is damaged or no store. It was left as it is: put a back-up in its place, "
            "or name another file."
        )
    return StoreError(f"The store of snapshots does not answer ({type(error).__name__}).")

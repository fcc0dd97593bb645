"""A passphrase beside the link, and a database that says nothing."""

import socket
import threading

from lib.share.engine import cut_socket, engine_options
from lib.share.passphrase import is_locked, lock, unlock


def test_a_passphrase_opens_whatever_blanks_and_form_its_letters_have():
    locked = lock(b"patients", "żółta  Ward 7 ")
    assert is_locked(locked)
    assert b"patients" not in locked
    assert unlock(locked, "z\u0307o\u0301łta Ward 7") == b"patients"
    assert unlock(locked, "żółta ward 7") is None
    assert unlock(locked[:-1] + bytes([locked[-1] ^ 1]), "żółta Ward 7") is None
    assert unlock(locked[:40], "żółta Ward 7") is None


def test_without_a_passphrase_the_bytes_stay_as_they_are():
    assert lock(b"\x10\x00\x00\x00{}", "") == b"\x10\x00\x00\x00{}"
    assert not is_locked(b"\x10\x00\x00\x00{}")


def test_a_silent_connection_is_cut_and_one_that_ended_is_not():
    ours, theirs = socket.socketpair()
    with ours, theirs, cut_socket(ours.fileno(), 0.05):
        # The other end says nothing: without the cut this would wait for ever.
        assert ours.recv(1) == b""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with cut_socket(ours.fileno(), 0.05):
            pass
        assert not any(
            isinstance(thread, threading.Timer) and not thread.finished.is_set()
            for thread in threading.enumerate()
        )
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"


def test_no_wait_for_postgresql_is_endless():
    options = engine_options("postgresql+psycopg://u@h/d")
    assert options["poolclass"].__name__ == "NullPool"
    assert options["connect_args"]["connect_timeout"] == 5
    assert "pool_pre_ping" not in options

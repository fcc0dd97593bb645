"""From the server's first moment to its last: warm, ready, tidy, gone."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

import streamlit as st
import uvicorn
from anyio import to_thread

from lib.ui.serving.health import READINESS

LOG = logging.getLogger(__name__)
#: Seconds between two looks for expired snapshots; a snapshot is refused from its expiry on in any case.
PURGE_SECONDS = 600
#: Seconds that open connections, and then running scripts, get to end when the server stops.
STOP_SECONDS = 3


@asynccontextmanager
async def serve(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Do what stands before the first visitor and after the last."""
    began = monotonic()
    stop_in_time()
    try:
        # Settings are checked before these seconds of imports.
        from lib.ui.serving.warm_up import warm_up

        async with warm_up(app) as state:
            READINESS.imports = True
            tidying = asyncio.create_task(purge_now_and_then())
            LOG.info("ready after %d ms", round(1000 * (monotonic() - began)))
            yield state
    except Exception:
        LOG.exception("the server could not start, or failed")
        raise
    READINESS.imports = False
    tidying.cancel()
    with suppress(asyncio.CancelledError):
        await tidying
    end_well()


async def purge_now_and_then() -> None:
    """Delete expired snapshots, at once and then every `PURGE_SECONDS`."""
    from lib.ui.sharing.store import purge_expired

    while True:
        try:
            deleted = await to_thread.run_sync(purge_expired)
        except Exception:
            # The store may be away for a while; the server stays, and tries again.
            LOG.exception("expired snapshots could not be deleted")
        else:
            if deleted:
                LOG.info("%d expired snapshots deleted", deleted)
        await asyncio.sleep(PURGE_SECONDS)


def stop_in_time() -> None:
    """Let no connection hold the server back for longer than `STOP_SECONDS` when it is told to stop."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(server, uvicorn.Server):
        server.config.timeout_graceful_shutdown = STOP_SECONDS


def end_well() -> None:
    """Leave with status 0 after a stop that was asked for, also when a script is still computing.

    Once it has stopped, uvicorn sends itself the signal again, and the process would count as killed.
    """
    LOG.info("stopped")
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    last = threading.Timer(STOP_SECONDS, os._exit, (0,))
    last.daemon = True
    last.start()

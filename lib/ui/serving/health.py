"""Whether the server lives (`/healthz`) and whether it may be sent readers (`/readyz`)."""

from dataclasses import dataclass, field
from time import monotonic

import streamlit as st
from anyio import Lock, move_on_after, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

#: Seconds an answer about the store holds, so that asking often does not load it.
STORE_SECONDS = 2.0
#: Seconds after which a store that says nothing counts as unreachable.
PATIENCE_SECONDS = 3.0


@dataclass
class Readiness:
    """What the server has done so far: set by its start and its stop, asked by its routes."""

    imports: bool = False
    _store: str = ""
    _asked: float = float("-inf")
    _asking: Lock = field(default_factory=Lock)

    async def state(self) -> dict[str, str]:
        """Say of each part whether it is ready: `ok`, `off`, or what is missing."""
        if not self.imports:
            return {"imports": "not done"}
        async with self._asking:
            if monotonic() - self._asked > STORE_SECONDS:
                self._store, self._asked = await ask_store(), monotonic()
        return {"imports": "ok", "store": self._store}


async def ask_store() -> str:
    """Ask the store in a thread, so that a database that keeps silent holds nobody up."""
    from lib.ui.sharing.store import store_state

    with move_on_after(PATIENCE_SECONDS):
        return await to_thread.run_sync(store_state, abandon_on_cancel=True)
    return "unreachable"


READINESS = Readiness()


async def answer_health(request: Request) -> JSONResponse:
    """Say that the process lives; nothing else is asked."""
    return JSONResponse({"alive": True}, headers={"Cache-Control": "no-store"})


async def answer_readiness(request: Request) -> JSONResponse:
    """Say whether readers may come: 200 or 503, and which part is missing."""
    state = await READINESS.state()
    ready = all(word in {"ok", "off"} for word in state.values())
    return JSONResponse(
        {"ready": ready, **state}, status_code=200 if ready else 503, headers={"Cache-Control": "no-store"}
    )


def health_routes() -> list[Route]:
    """Give both routes, at the root for a probe beside the server and under the base path for one outside."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    prefixes = ["", f"/{base}"] if base else [""]
    return [
        Route(f"{prefix}{path}", answer, methods=["GET", "HEAD"])
        for prefix in prefixes
        for path, answer in (("/healthz", answer_health), ("/readyz", answer_readiness))
    ]

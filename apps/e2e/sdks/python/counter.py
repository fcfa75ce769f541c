from datetime import timedelta
from typing import Any

from restate import ObjectContext, ObjectSharedContext, TerminalError, VirtualObject

import memory

counter = VirtualObject(
    "SdkCounterPython",
    # Long waits suspend: each is followed by a new attempt.
    inactivity_timeout=timedelta(milliseconds=50),
)


@counter.handler()
async def add(ctx: ObjectContext, amount: int) -> int:
    total = (await ctx.get("sum") or 0) + amount
    ctx.set("sum", total)
    return total


@counter.handler()
async def put(ctx: ObjectContext, entry: dict) -> None:
    ctx.set(entry["name"], entry["value"])


@counter.handler()
async def clear(ctx: ObjectContext, name: str) -> Any:
    ctx.clear(name)
    # The attempt sees its own change.
    return await ctx.get(name)


@counter.handler(name="clearAll")
async def clear_all(ctx: ObjectContext) -> list:
    ctx.clear_all()
    return await ctx.state_keys()


@counter.handler(kind="shared")
async def read(ctx: ObjectSharedContext, name: str) -> Any:
    return await ctx.get(name)


@counter.handler(kind="shared")
async def names(ctx: ObjectSharedContext) -> list:
    return sorted(await ctx.state_keys())


@counter.handler()
async def enter(ctx: ObjectContext, visit: dict) -> int:
    """Stays inside over a suspension, and answers how many were inside when it came in."""
    ctx.set("order", [*(await ctx.get("order") or []), visit["label"]])
    inside = await ctx.run_typed("enter", lambda: memory.add(f"inside {ctx.key()}", 1))
    await ctx.sleep(timedelta(milliseconds=visit["ms"]))
    await ctx.run_typed("leave", lambda: memory.add(f"inside {ctx.key()}", -1))
    return inside


@counter.handler(name="awaitAwakeable")
async def await_awakeable(ctx: ObjectContext) -> Any:
    """Waits for an awakeable, whose id is found in the state."""
    awakeable_id, promise = ctx.awakeable()
    ctx.set("awakeable", awakeable_id)
    return await promise


@counter.handler()
async def work(ctx: ObjectContext) -> None:
    """Ends when it is cancelled, and tidies up first."""
    ctx.set("status", "working")
    try:
        await ctx.sleep(timedelta(hours=1))
    except TerminalError as error:
        ctx.set("status", await ctx.run_typed("tidy up", lambda: f"tidied up after {error.status_code}"))
        raise

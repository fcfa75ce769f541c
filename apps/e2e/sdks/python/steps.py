import json
import random
from datetime import timedelta
from typing import Any

from restate import Context, RestateDurableFuture, RunOptions, Service, TerminalError, gather, select

import counter
import memory
import signup

steps = Service("SdkStepsPython", inactivity_timeout=timedelta(milliseconds=50))


def retries(max_attempts: int | None = None) -> RunOptions[int]:
    return RunOptions(
        initial_retry_interval=timedelta(milliseconds=20), retry_interval_factor=1.0, max_attempts=max_attempts
    )


@steps.handler()
async def greet(ctx: Context, name: str) -> str:
    return f"Hello {name} from python"


@steps.handler()
async def remember(ctx: Context, label: str) -> dict:
    """Two steps around a sleep that suspends."""

    def draw() -> float:
        memory.add(f"executions {label}", 1)
        return random.random()

    attempts = memory.add(f"attempts {label}", 1)
    first = await ctx.run_typed("first", draw)
    await ctx.sleep(timedelta(milliseconds=300))
    second = await ctx.run_typed("second", lambda: first)
    return {
        "first": first,
        "second": second,
        "attempts": attempts,
        "executions": memory.count(f"executions {label}"),
    }


@steps.handler()
async def draw(ctx: Context, label: str) -> list:
    """The deterministic id that each attempt drew."""
    drawn = memory.note(label, str(ctx.uuid()))
    await ctx.sleep(timedelta(milliseconds=300))
    return drawn


@steps.handler()
async def flaky(ctx: Context, step: dict) -> int:
    """A step that fails that often before it succeeds; only the step is repeated."""
    return await ctx.run_typed("step", memory.fail_until, retries(), step["label"], step["times"])


@steps.handler()
async def bounded(ctx: Context, step: dict) -> dict:
    """The same step with three attempts at most; answers how often it ran and how it ended."""
    gave_up = False
    try:
        await ctx.run_typed("step", memory.fail_until, retries(max_attempts=3), step["label"], step["times"])
    except TerminalError:
        gave_up = True
    return {"executions": memory.count(step["label"]), "gaveUp": gave_up}


@steps.handler()
async def fail(ctx: Context, failure: dict) -> str:
    raise TerminalError(failure["message"], status_code=failure["code"])


@steps.handler(name="failStep")
async def fail_step(ctx: Context, failure: dict) -> str:
    """As `fail`, from inside a step."""

    def step() -> str:
        raise TerminalError(failure["message"], status_code=failure["code"])

    return await ctx.run_typed("step", step)


@steps.handler(name="failWithMetadata")
async def fail_with_metadata(ctx: Context, failure: dict) -> str:
    raise TerminalError(failure["message"], metadata=failure["metadata"])


@steps.handler()
async def header(ctx: Context, name: str) -> Any:
    return ctx.request().headers.get(name)


@steps.handler(name="passHeader")
async def pass_header(ctx: Context, value: str) -> Any:
    return await ctx.service_call(header, arg="x-flavour", headers={"x-flavour": value})


@steps.handler()
async def pause(ctx: Context, ms: int) -> str:
    await ctx.sleep(timedelta(milliseconds=ms))
    return f"paused {ms}"


@steps.handler()
async def together(ctx: Context, names: list) -> list:
    """Calls and a sleep side by side, all awaited."""
    calls = [ctx.service_call(greet, arg=name) for name in names]
    await gather(ctx.sleep(timedelta(milliseconds=100)), *calls)
    return [await call for call in calls]


@steps.handler()
async def race(ctx: Context, ms: int) -> str:
    """Whichever is first: a timer, or a call that takes 200 ms."""
    winner, _ = await select(timer=ctx.sleep(timedelta(milliseconds=ms)), call=ctx.service_call(pause, arg=200))
    return winner


@steps.handler(name="callTwice")
async def call_twice(ctx: Context, key: str) -> list:
    """Twice with one idempotency key: one invocation, two answers."""

    def add() -> RestateDurableFuture[int]:
        return ctx.object_call(counter.add, key=key, arg=5, idempotency_key=f"twice-{key}")

    return [await add(), await add()]


@steps.handler(name="sendAll")
async def send_all(ctx: Context, order: dict) -> list:
    """Now, later, and twice with one idempotency key; answers the ids of what it started."""
    key, delay = order["key"], timedelta(milliseconds=order["delayMs"])
    handles = [
        ctx.object_send(counter.add, key=key, arg=1),
        ctx.object_send(counter.add, key=key, arg=10, send_delay=delay),
        ctx.object_send(counter.add, key=key, arg=100, idempotency_key=f"send-{key}"),
        ctx.object_send(counter.add, key=key, arg=100, idempotency_key=f"send-{key}"),
    ]
    return [await handle.invocation_id() for handle in handles]


@steps.handler()
async def attach(ctx: Context, invocation_id: str) -> Any:
    return await ctx.attach_invocation(invocation_id)


@steps.handler()
async def cancel(ctx: Context, invocation_id: str) -> None:
    ctx.cancel_invocation(invocation_id)


@steps.handler()
async def resolve(ctx: Context, order: dict) -> None:
    ctx.resolve_awakeable(order["id"], order["value"])


@steps.handler()
async def reject(ctx: Context, order: dict) -> None:
    ctx.reject_awakeable(order["id"], order["reason"])


@steps.handler(name="awaitSignal")
async def await_signal(ctx: Context, name: str) -> Any:
    return await ctx.signal(name)


@steps.handler()
async def signal(ctx: Context, order: dict) -> None:
    ctx.resolve_signal(order["id"], order["name"], order["value"])


@steps.handler(name="rejectSignal")
async def reject_signal(ctx: Context, order: dict) -> None:
    ctx.reject_signal(order["id"], order["name"], order["reason"])


@steps.handler()
async def own(ctx: Context, key: str) -> None:
    """Waits for the work of the object; cancelled, it takes it with it."""
    await ctx.object_call(counter.work, key=key, arg=None)


@steps.handler(name="signUp")
async def sign_up(ctx: Context, order: dict) -> str:
    """Starts a workflow, confirms it, and waits for its result."""
    handle = ctx.workflow_send(signup.run, key=order["key"], arg=order["email"])
    invocation_id = await handle.invocation_id()
    await ctx.workflow_call(signup.confirm, key=order["key"], arg="from a handler")
    return await ctx.attach_invocation(invocation_id)


@steps.handler()
async def relay(ctx: Context, route: list) -> list:
    """Calls the next service of the route, and answers the languages that were there, the last one first."""
    if not route:
        return ["python"]
    trail = json.loads(await ctx.generic_call(route[0], "relay", json.dumps(route[1:]).encode()))
    return [*trail, "python"]

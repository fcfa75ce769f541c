from datetime import timedelta

from restate import Workflow, WorkflowContext, WorkflowSharedContext

signup = Workflow("SdkSignupPython", inactivity_timeout=timedelta(milliseconds=50))


@signup.main()
async def run(ctx: WorkflowContext, email: str) -> str:
    ctx.set("status", "waiting")
    code = await ctx.promise("confirmed").value()
    ctx.set("status", "confirmed")
    return f"{email} {code}"


@signup.handler()
async def confirm(ctx: WorkflowSharedContext, code: str) -> None:
    await ctx.promise("confirmed").resolve(code)


@signup.handler()
async def refuse(ctx: WorkflowSharedContext, reason: str) -> None:
    await ctx.promise("confirmed").reject(reason)


@signup.handler()
async def status(ctx: WorkflowSharedContext) -> dict:
    return {"status": await ctx.get("status"), "code": await ctx.promise("confirmed").peek()}

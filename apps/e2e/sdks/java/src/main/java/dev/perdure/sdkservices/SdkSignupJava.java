package dev.perdure.sdkservices;

import dev.restate.sdk.SharedWorkflowContext;
import dev.restate.sdk.WorkflowContext;
import dev.restate.sdk.annotation.Shared;
import dev.restate.sdk.annotation.Workflow;
import dev.restate.sdk.common.DurablePromiseKey;
import dev.restate.sdk.common.StateKey;

@Workflow
public class SdkSignupJava {
  private static final StateKey<String> STATUS = StateKey.of("status", String.class);
  private static final DurablePromiseKey<String> CONFIRMED = DurablePromiseKey.of("confirmed", String.class);

  public record Status(String status, String code) {}

  @Workflow
  public String run(WorkflowContext ctx, String email) {
    ctx.set(STATUS, "waiting");
    String code = ctx.promise(CONFIRMED).future().await();
    ctx.set(STATUS, "confirmed");
    return email + " " + code;
  }

  @Shared
  public void confirm(SharedWorkflowContext ctx, String code) {
    ctx.promiseHandle(CONFIRMED).resolve(code);
  }

  @Shared
  public void refuse(SharedWorkflowContext ctx, String reason) {
    ctx.promiseHandle(CONFIRMED).reject(reason);
  }

  @Shared
  public Status status(SharedWorkflowContext ctx) {
    var code = ctx.promise(CONFIRMED).peek();
    return new Status(ctx.get(STATUS).orElse(null), code.isReady() ? code.getValue() : null);
  }
}

package dev.perdure.sdkservices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restate.common.Output;
import dev.restate.common.Request;
import dev.restate.common.Target;
import dev.restate.sdk.Context;
import dev.restate.sdk.DurableFuture;
import dev.restate.sdk.InvocationHandle;
import dev.restate.sdk.Select;
import dev.restate.sdk.annotation.Handler;
import dev.restate.sdk.annotation.Service;
import dev.restate.sdk.common.RetryPolicy;
import dev.restate.sdk.common.TerminalException;
import dev.restate.sdk.common.TimeoutException;
import dev.restate.serde.TypeRef;
import dev.restate.serde.TypeTag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Service
public class SdkStepsJava {
  private static final TypeTag<List<String>> STRINGS = TypeTag.of(new TypeRef<>() {});

  public record Remembered(double first, double second, int attempts, int executions) {}

  public record Failing(String label, int times) {}

  public record Ending(int executions, boolean gaveUp) {}

  public record Failure(String message, int code) {}

  public record Sending(String key, long delayMs) {}

  public record Completion(String id, JsonNode value, String reason) {}

  public record SigningUp(String key, String email) {}

  public record Result(boolean isReady, JsonNode value) {}

  @Handler
  public String greet(Context ctx, String name) {
    return "Hello " + name + " from java";
  }

  /** Two steps around a sleep that suspends. */
  @Handler
  public Remembered remember(Context ctx, String label) {
    int attempts = Memory.add("attempts " + label, 1);
    double first =
        ctx.run(
            "first",
            Double.class,
            () -> {
              Memory.add("executions " + label, 1);
              return Math.random();
            });
    ctx.sleep(Duration.ofMillis(300));
    double second = ctx.runAsync("second", Double.class, () -> first).await();
    return new Remembered(first, second, attempts, Memory.count("executions " + label));
  }

  /** The deterministic id that each attempt drew. */
  @Handler
  public List<String> draw(Context ctx, String label) {
    var drawn = Memory.note(label, ctx.random().nextUUID().toString());
    ctx.sleep(Duration.ofMillis(300));
    return drawn;
  }

  /** A step that fails that often before it succeeds; only the step is repeated. */
  @Handler
  public int flaky(Context ctx, Failing step) {
    return ctx.run("step", Integer.class, retries(), () -> Memory.failUntil(step.label, step.times));
  }

  /** The same step with three attempts at most; answers how often it ran and how it ended. */
  @Handler
  public Ending bounded(Context ctx, Failing step) {
    boolean gaveUp = false;
    try {
      var three = retries().setMaxAttempts(3);
      ctx.run("step", Integer.class, three, () -> Memory.failUntil(step.label, step.times));
    } catch (TerminalException end) {
      gaveUp = true;
    }
    return new Ending(Memory.count(step.label), gaveUp);
  }

  @Handler
  public String fail(Context ctx, Failure failure) {
    throw new TerminalException(failure.code, failure.message);
  }

  /** As `fail`, from inside a step. */
  @Handler
  public String failStep(Context ctx, Failure failure) {
    return ctx.run(
        "step",
        String.class,
        () -> {
          throw new TerminalException(failure.code, failure.message);
        });
  }

  @Handler
  public String header(Context ctx, String name) {
    return ctx.request().headers().get(name);
  }

  @Handler
  public String passHeader(Context ctx, String value) {
    var target = Target.service("SdkStepsJava", "header");
    var request = Request.of(target, TypeTag.of(String.class), TypeTag.of(String.class), "x-flavour");
    return ctx.call(request.header("x-flavour", value)).await();
  }

  @Handler
  public String pause(Context ctx, int ms) {
    ctx.sleep(Duration.ofMillis(ms));
    return "paused";
  }

  /** Calls and a sleep side by side, all awaited. */
  @Handler
  public List<String> together(Context ctx, List<String> names) {
    var calls = names.stream().map(name -> SdkStepsJavaClient.fromContext(ctx).greet(name)).toList();
    var all = new ArrayList<DurableFuture<?>>(calls);
    all.add(ctx.timer(Duration.ofMillis(100)));
    DurableFuture.all(all).await();
    return calls.stream().map(DurableFuture::await).toList();
  }

  /** Whichever is first: a timer, or a call that takes 200 ms. */
  @Handler
  public String race(Context ctx, int ms) {
    return Select.<String>select()
        .when(ctx.timer(Duration.ofMillis(ms)), unused -> "timer")
        .when(SdkStepsJavaClient.fromContext(ctx).pause(200), unused -> "call")
        .await();
  }

  /** The call, or its end with a timeout. */
  @Handler
  public String timeout(Context ctx, int ms) {
    try {
      return SdkStepsJavaClient.fromContext(ctx).pause(200).await(Duration.ofMillis(ms));
    } catch (TimeoutException late) {
      return "timed out";
    }
  }

  /** Twice with one idempotency key: one invocation, two answers. */
  @Handler
  public List<Integer> callTwice(Context ctx, String key) {
    var counter = SdkCounterJavaClient.fromContext(ctx, key);
    var first = counter.add(5, request -> request.idempotencyKey("twice-" + key)).await();
    var second = counter.add(5, request -> request.idempotencyKey("twice-" + key)).await();
    return List.of(first, second);
  }

  /** Now, later, and twice with one idempotency key; answers the ids of what it started. */
  @Handler
  public List<String> sendAll(Context ctx, Sending sending) {
    var counter = SdkCounterJavaClient.fromContext(ctx, sending.key).send();
    var handles =
        List.of(
            counter.add(1),
            counter.add(10, Duration.ofMillis(sending.delayMs)),
            counter.add(100, request -> request.idempotencyKey("send-" + sending.key)),
            counter.add(100, request -> request.idempotencyKey("send-" + sending.key)));
    return handles.stream().map(InvocationHandle::invocationId).toList();
  }

  @Handler
  public JsonNode attach(Context ctx, String id) {
    return ctx.invocationHandle(id, JsonNode.class).attach().await();
  }

  /** The result if there is one; does not wait. */
  @Handler
  public Result output(Context ctx, String id) {
    Output<JsonNode> output = ctx.invocationHandle(id, JsonNode.class).getOutput();
    return new Result(output.isReady(), output.isReady() ? output.getValue() : null);
  }

  @Handler
  public void cancel(Context ctx, String id) {
    ctx.invocationHandle(id).cancel();
  }

  @Handler
  public void resolve(Context ctx, Completion completion) {
    ctx.awakeableHandle(completion.id).resolve(JsonNode.class, completion.value);
  }

  @Handler
  public void reject(Context ctx, Completion completion) {
    ctx.awakeableHandle(completion.id).reject(completion.reason);
  }

  /** Waits for the work of the object; cancelled, it takes it with it. */
  @Handler
  public void own(Context ctx, String key) {
    SdkCounterJavaClient.fromContext(ctx, key).work().await();
  }

  /** Starts a workflow, confirms it, and waits for its result. */
  @Handler
  public String signUp(Context ctx, SigningUp order) {
    var signup = SdkSignupJavaClient.fromContext(ctx, order.key);
    var handle = signup.send().run(order.email);
    signup.confirm("from a handler").await();
    return handle.attach().await();
  }

  /** Calls the next service of the route, and answers the languages that were there, the last one first. */
  @Handler
  public List<String> relay(Context ctx, List<String> route) {
    var trail = new ArrayList<String>();
    if (!route.isEmpty()) {
      var target = Target.service(route.get(0), "relay");
      trail.addAll(ctx.call(Request.of(target, STRINGS, STRINGS, route.subList(1, route.size()))).await());
    }
    trail.add("java");
    return trail;
  }

  private static RetryPolicy retries() {
    return RetryPolicy.exponential(Duration.ofMillis(20), 1);
  }
}

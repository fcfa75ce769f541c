package dev.perdure.sdkservices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restate.sdk.ObjectContext;
import dev.restate.sdk.SharedObjectContext;
import dev.restate.sdk.annotation.Handler;
import dev.restate.sdk.annotation.Shared;
import dev.restate.sdk.annotation.VirtualObject;
import dev.restate.sdk.common.StateKey;
import dev.restate.sdk.common.TerminalException;
import dev.restate.serde.TypeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@VirtualObject
public class SdkCounterJava {
  private static final StateKey<Integer> SUM = StateKey.of("sum", Integer.class);
  private static final StateKey<List<String>> ORDER = StateKey.of("order", new TypeRef<>() {});
  private static final StateKey<String> AWAKEABLE = StateKey.of("awakeable", String.class);
  private static final StateKey<String> STATUS = StateKey.of("status", String.class);

  public record Entry(String name, JsonNode value) {}

  public record Visit(String label, int ms) {}

  @Handler
  public int add(ObjectContext ctx, int amount) {
    int sum = ctx.get(SUM).orElse(0) + amount;
    ctx.set(SUM, sum);
    return sum;
  }

  @Handler
  public void put(ObjectContext ctx, Entry entry) {
    ctx.set(json(entry.name), entry.value);
  }

  @Handler
  public JsonNode clear(ObjectContext ctx, String name) {
    ctx.clear(json(name));
    // The attempt sees its own change.
    return ctx.get(json(name)).orElse(null);
  }

  @Handler
  public List<String> clearAll(ObjectContext ctx) {
    ctx.clearAll();
    return List.copyOf(ctx.stateKeys());
  }

  @Shared
  public JsonNode read(SharedObjectContext ctx, String name) {
    return ctx.get(json(name)).orElse(null);
  }

  @Shared
  public List<String> names(SharedObjectContext ctx) {
    return ctx.stateKeys().stream().sorted().toList();
  }

  /** Stays inside over a suspension, and answers how many were inside when it came in. */
  @Handler
  public int enter(ObjectContext ctx, Visit visit) {
    var order = new ArrayList<>(ctx.get(ORDER).orElse(List.of()));
    order.add(visit.label);
    ctx.set(ORDER, order);
    int inside = ctx.run("enter", Integer.class, () -> Memory.add("inside " + ctx.key(), 1));
    ctx.sleep(Duration.ofMillis(visit.ms));
    ctx.run("leave", () -> Memory.add("inside " + ctx.key(), -1));
    return inside;
  }

  /** Waits for an awakeable, whose id is found in the state. */
  @Handler
  public JsonNode awaitAwakeable(ObjectContext ctx) {
    var awakeable = ctx.awakeable(JsonNode.class);
    ctx.set(AWAKEABLE, awakeable.id());
    return awakeable.await();
  }

  /** Ends when it is cancelled, and tidies up first. */
  @Handler
  public void work(ObjectContext ctx) {
    ctx.set(STATUS, "working");
    try {
      ctx.sleep(Duration.ofHours(1));
    } catch (TerminalException end) {
      ctx.set(STATUS, ctx.run("tidy up", String.class, () -> "tidied up after " + end.getCode()));
      throw end;
    }
  }

  private static StateKey<JsonNode> json(String name) {
    return StateKey.of(name, JsonNode.class);
  }
}

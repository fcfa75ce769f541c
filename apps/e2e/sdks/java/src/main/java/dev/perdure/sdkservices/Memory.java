package dev.perdure.sdkservices;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the handlers of this process did, outside of any journal: it tells attempts and executions from results.
 */
final class Memory {
  private static final Map<String, Integer> counts = new HashMap<>();
  private static final Map<String, List<String>> notes = new HashMap<>();

  private Memory() {}

  /** Answers the new count. */
  static synchronized int add(String name, int amount) {
    return counts.merge(name, amount, Integer::sum);
  }

  static synchronized int count(String name) {
    return counts.getOrDefault(name, 0);
  }

  /** Everything noted under the name so far, this text included. */
  static synchronized List<String> note(String name, String text) {
    var noted = notes.computeIfAbsent(name, unused -> new ArrayList<>());
    noted.add(text);
    return List.copyOf(noted);
  }

  /** Counts, and fails that often; then it answers the count. */
  static int failUntil(String name, int times) {
    int count = add(name, 1);
    if (count <= times) throw new IllegalStateException("not yet: " + name);
    return count;
  }
}

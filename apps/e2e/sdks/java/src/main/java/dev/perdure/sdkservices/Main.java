package dev.perdure.sdkservices;

import dev.restate.sdk.endpoint.Endpoint;
import dev.restate.sdk.http.vertx.RestateHttpServer;
import java.time.Duration;

/** Serves on the port that `PORT` names. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Long waits suspend: each is followed by a new attempt.
    var soon = Duration.ofMillis(50);
    var endpoint = Endpoint.builder();
    for (var service : new Object[] {new SdkCounterJava(), new SdkSignupJava(), new SdkStepsJava()}) {
      endpoint.bind(service, options -> options.inactivityTimeout(soon));
    }
    RestateHttpServer.listen(endpoint, Integer.parseInt(System.getenv("PORT")));
  }
}

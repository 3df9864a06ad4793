package io.binnacle.dns.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Logs bugs that a message brought to light, once a second at most: whoever found the message can send it often. One thread.
final class BugLog {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Logger log;
  private long last;
  private long count;

  BugLog(Logger log) {
    this.log = log;
    this.last = System.nanoTime() - PAUSE_NANOS;
  }

  void report(Throwable bug) {
    count++;
    long now = System.nanoTime();
    if (now - last >= PAUSE_NANOS) {
      log.log(Level.ERROR, "a DNS query could not be answered, the " + count + ". so far", bug);
      last = now;
    }
  }
}

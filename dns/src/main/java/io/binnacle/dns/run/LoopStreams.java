package io.binnacle.dns.run;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The connections of one event loop, the one that has done nothing for longest first. Used by that loop's thread alone.
final class LoopStreams {
  /// How many are looked at to find one that is idle.
  private static final int LOOK = 16;

  private final SequencedSet<Member> byAge = new LinkedHashSet<>();

  /// A connection, as far as its age is concerned.
  interface Member {
    /// When it last got somewhere: a query read, a reply written.
    long progressNanos();

    /// Whether it waits for us, not we for its client.
    boolean waitsForUs();

    /// Ends it at once.
    void close();
  }

  /// Takes a connection in, or notes that it got somewhere.
  void progressed(Member member) {
    byAge.addLast(member);
  }

  void remove(Member member) {
    byAge.remove(member);
  }

  /// Closes those that have done nothing for longer than `idleNanos`, though they could have.
  void sweep(long now, long idleNanos) {
    int left = byAge.size();
    while (left-- > 0 && now - byAge.getFirst().progressNanos() > idleNanos) {
      Member oldest = byAge.removeFirst();
      if (oldest.waitsForUs()) {
        byAge.addLast(oldest);
      } else {
        oldest.close();
      }
    }
  }

  /// Makes room: closes the one that has been idle for longest.
  ///
  /// @return whether there was one
  boolean evict() {
    int left = LOOK;
    for (Member member : byAge) {
      if (left-- == 0) {
        return false;
      }
      if (!member.waitsForUs()) {
        byAge.remove(member);
        member.close();
        return true;
      }
    }
    return false;
  }
}

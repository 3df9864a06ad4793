package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The names by which we know our own questions when they come back. Any thread.
final class LoopTokens {
  private final ConcurrentMap<DnsName, LoopCheck> issued = new ConcurrentHashMap<>();
  private final RandomGenerator random;

  LoopTokens(RandomGenerator random) {
    this.random = random;
  }

  /// A new name below `suffix`, so that it goes the way of the names it is for.
  ///
  /// @return null if no name fits below it
  @Nullable DnsName issue(LoopCheck check, DnsName suffix) {
    DnsName name =
        suffix.below(
            "binnacle-loop-"
                + HexFormat.of().toHexDigits(random.nextLong())
                + HexFormat.of().toHexDigits(random.nextLong()));
    if (name != null) {
      issued.put(name, check);
    }
    return name;
  }

  void withdraw(DnsName token) {
    issued.remove(token);
  }

  /// Whose token a name is; null if it is none.
  @Nullable LoopCheck find(DnsName name) {
    return issued.get(name);
  }
}

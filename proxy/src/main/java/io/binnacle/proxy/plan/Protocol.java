package io.binnacle.proxy.plan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The transports a Service port can have, with their IANA numbers.
public enum Protocol {
  TCP(6),
  UDP(17),
  SCTP(132);

  private final int number;

  Protocol(int number) {
    this.number = number;
  }

  /// The protocol number in the IP header.
  public int number() {
    return number;
  }

  /// Lower case, as nft and people write it in rules.
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads `TCP`, `UDP`, `SCTP`; null for anything else.
  public static @Nullable Protocol parse(String text) {
    return switch (text) {
      case "TCP" -> TCP;
      case "UDP" -> UDP;
      case "SCTP" -> SCTP;
      default -> null;
    };
  }
}

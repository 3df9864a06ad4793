package io.binnacle.dns.run;

/// How datagrams are taken in.
///
/// @param kind which sockets
/// @param sockets of one listener, each with a thread, 1..1024; the kernel spreads clients over them
/// @param buffer octets each socket may queue in the kernel, in each direction; about 700 go for a small query
public record UdpSettings(Kind kind, int sockets, int buffer) {
  /// The system property that overrides the kind, by name: `batch` or `portable`.
  public static final String KIND_PROPERTY = "binnacle.dns.udp";

  /// Which sockets.
  public enum Kind {
    /// The batched ones where they work.
    AUTO,
    /// One system call for many datagrams, nothing allocated: Linux on x86-64 and arm64.
    BATCH,
    /// The JDK's, anywhere. Bound to a wildcard address, replies leave from the address the system prefers, which need not be the one that
    /// was asked; so bind these to addresses.
    PORTABLE
  }

  /// @throws IllegalArgumentException if out of range
  public UdpSettings {
    if (sockets < 1 || sockets > 1_024) {
      throw new IllegalArgumentException(sockets + " sockets for datagrams: want 1..1024");
    }
    if (buffer < 1) {
      throw new IllegalArgumentException(buffer + " octets of buffer: want some");
    }
  }

  /// A socket for each core, with room for some 6000 queries each. Of the kind that works here, unless [#KIND_PROPERTY] says otherwise.
  ///
  /// @throws IllegalArgumentException if the property names no kind
  public static UdpSettings standard() {
    String kind = System.getProperty(KIND_PROPERTY, "auto");
    return new UdpSettings(
        switch (kind) {
          case "auto" -> Kind.AUTO;
          case "batch" -> Kind.BATCH;
          case "portable" -> Kind.PORTABLE;
          default ->
              throw new IllegalArgumentException(
                  KIND_PROPERTY + " is " + kind + ": want auto, batch or portable");
        },
        Runtime.getRuntime().availableProcessors(),
        4 << 20);
  }
}

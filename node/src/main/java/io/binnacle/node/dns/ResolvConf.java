package io.binnacle.node.dns;

import java.util.List;

/// What a resolv.conf says, as far as it is passed on to Pods.
///
/// @param servers `nameserver` lines in order
/// @param searches the last `search` line
/// @param options all `options` lines
public record ResolvConf(List<String> servers, List<String> searches, List<String> options) {
  /// Says nothing.
  public static final ResolvConf EMPTY = new ResolvConf(List.of(), List.of(), List.of());

  public ResolvConf {
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
    options = List.copyOf(options);
  }

  /// Reads the text of a resolv.conf; lines it does not know are passed over.
  public static ResolvConf parse(String text) {
    throw new UnsupportedOperationException();
  }
}

package io.binnacle.dns.config;

import java.util.List;

/// A server block as it is written.
///
/// @param keys its zones and ports, at least one
record RawBlock(List<Token> keys, List<Directive> directives) {
  RawBlock {
    keys = List.copyOf(keys);
    directives = List.copyOf(directives);
  }
}

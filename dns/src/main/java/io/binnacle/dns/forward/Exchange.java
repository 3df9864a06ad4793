package io.binnacle.dns.forward;

import java.util.function.Consumer;

/// Asks other servers. Keeps nothing of what they say. Any thread.
public interface Exchange extends AutoCloseable {
  /// Asks whoever is responsible for the name. `out` gets exactly one answer, later and from another thread, or before this
  /// returns when nobody can be asked. The answer's message belongs to the question: id checked, same name, type and class,
  /// TTLs as the server sent them.
  void ask(OutsideQuestion question, Consumer<OutsideAnswer> out);

  @Override
  void close();
}

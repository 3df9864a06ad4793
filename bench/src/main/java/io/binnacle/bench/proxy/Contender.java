package io.binnacle.bench.proxy;

import java.io.IOException;

/// One way to bring Services into the kernel of this network namespace. What a method does is preparation, which is not timed; what it
/// returns is the timed part. Every timed part ends with the kernel's acknowledgement of one atomic transaction.
///
/// Thread-confined; a contender owns the tables it makes until [#clear].
interface Contender {
  /// The timed part.
  interface Step {
    void run() throws IOException;
  }

  /// From nothing to all Services of the fleet.
  Step load(Fleet fleet);

  /// One more Service, with its endpoints.
  Step add(Fleet.Entry added);

  /// One endpoint of a Service is replaced.
  Step change(Fleet.Entry before, Fleet.Entry after);

  /// A Service goes, with its endpoints.
  Step remove(Fleet.Entry removed);

  /// What a contender may put off until after a change, untimed.
  void settle() throws IOException;

  /// Removes its tables.
  void clear() throws IOException;
}

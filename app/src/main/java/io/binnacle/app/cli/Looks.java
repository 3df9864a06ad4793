package io.binnacle.app.cli;

import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.explain.NotThereException;
import io.binnacle.doctor.finding.Printable;
import io.binnacle.model.error.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// How commands end that look at a cluster.
final class Looks {
  static final int COULD_NOT_LOOK = 2;

  private Looks() {}

  /// Something that looks and says how it ended.
  interface Work {
    int run() throws IOException;
  }

  /// Runs it; what keeps it from looking is a line on standard error, and an exit status that is no diagnosis.
  static int guarded(Work work) {
    try {
      return work.run();
    } catch (IOException e) {
      return failed(CommandFailure.of(e));
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      return failed(CommandFailure.of(cause == null ? new IOException(e.getMessage(), e) : cause));
    } catch (CommandFailure
        | ApiException
        | NotThereException
        | NotSeenException
        | IllegalArgumentException e) {
      return failed(e);
    }
  }

  private static int failed(RuntimeException why) {
    complain(String.valueOf(why.getMessage()));
    return COULD_NOT_LOOK;
  }

  /// A line on standard error.
  static void complain(String why) {
    System.err.println("binnacle: " + Printable.of(why));
  }
}

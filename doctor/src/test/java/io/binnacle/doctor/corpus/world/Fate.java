package io.binnacle.doctor.corpus.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to the Pods of a workload that their manifest does not show. Null and empty parts are as usual.
///
/// @param crash what the container says as it dies, with its exit code first: `1 Error`, `137 OOMKilled`
/// @param refused why the API refuses its Pods
/// @param init what the first init container does: `waits`, or an exit code
/// @param unready what the readiness probe is told, though its port is right
/// @param ended how the Pod ended: `Evicted`, `Completed`, `Error`
/// @param gatesMissing whether nobody sets its readiness gates
/// @param terminatingSeconds since when it is told to go; 0 if it is not
/// @param ageSeconds how long ago it was started; 0 for long ago
/// @param listens where its process waits in place of what the world says, null if there
public record Fate(
    String crash,
    String refused,
    String init,
    String unready,
    String ended,
    boolean gatesMissing,
    int terminatingSeconds,
    int ageSeconds,
    @Nullable List<Socket> listens) {
  public static final Fate USUAL = new Fate("", "", "", "", "", false, 0, 0, null);

  public Fate crashing(String how) {
    return new Fate(
        how, refused, init, unready, ended, gatesMissing, terminatingSeconds, ageSeconds, listens);
  }

  public Fate refused(String why) {
    return new Fate(
        crash, why, init, unready, ended, gatesMissing, terminatingSeconds, ageSeconds, listens);
  }

  public Fate init(String how) {
    return new Fate(
        crash, refused, how, unready, ended, gatesMissing, terminatingSeconds, ageSeconds, listens);
  }

  public Fate unready(String answer) {
    return new Fate(
        crash, refused, init, answer, ended, gatesMissing, terminatingSeconds, ageSeconds, listens);
  }

  public Fate ended(String how) {
    return new Fate(
        crash, refused, init, unready, how, gatesMissing, terminatingSeconds, ageSeconds, listens);
  }

  public Fate withoutGates() {
    return new Fate(
        crash, refused, init, unready, ended, true, terminatingSeconds, ageSeconds, listens);
  }

  public Fate terminating(int seconds) {
    return new Fate(
        crash, refused, init, unready, ended, gatesMissing, seconds, ageSeconds, listens);
  }

  public Fate young(int seconds) {
    return new Fate(
        crash, refused, init, unready, ended, gatesMissing, terminatingSeconds, seconds, listens);
  }

  public Fate listens(String sockets) {
    return new Fate(
        crash,
        refused,
        init,
        unready,
        ended,
        gatesMissing,
        terminatingSeconds,
        ageSeconds,
        Socket.list(sockets));
  }
}

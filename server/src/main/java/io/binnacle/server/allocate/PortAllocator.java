package io.binnacle.server.allocate;

import java.util.random.RandomGenerator;

/// The node ports: one range of port numbers shared by all protocols and by health checks.
///
/// The lowest `clamp(size / 32, 16, 128)` of them (none if there are at most 16) are left to those who ask for a certain
/// port; an automatic pick goes there only when the rest is full.
/// @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/#avoid-nodeport-collisions">NodePort allocation</a>
public final class PortAllocator {
  private static final int MIN_BAND = 16;
  private static final int MAX_BAND = 128;
  private static final int BAND_STEP = 32;

  private final int first;
  private final int last;
  private final NumberPool pool;

  /// Nothing is taken yet.
  ///
  /// @param first the lowest port, 1..65535
  /// @param last the highest port, first..65535
  public PortAllocator(int first, int last, RandomGenerator random) {
    if (first < 1 || last < first || last > 65_535) {
      throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
    }
    this.first = first;
    this.last = last;
    int size = last - first + 1;
    int band = size <= MIN_BAND ? 0 : Math.clamp(size / BAND_STEP, MIN_BAND, MAX_BAND);
    this.pool = new NumberPool(size, band, random);
  }

  /// Whether `port` is taken.
  public boolean isTaken(int port) {
    return inRange(port) && pool.isTaken(port - first);
  }

  /// How many ports are taken.
  public long taken() {
    return pool.taken();
  }

  /// Takes `port`.
  ///
  /// @throws AllocationException if it is out of range or taken
  public void take(int port) throws AllocationException {
    check(port);
    if (!pool.take(port - first)) {
      throw alreadyTaken();
    }
  }

  /// Takes any free port.
  ///
  /// @throws AllocationException if none is left
  public int takeAny() throws AllocationException {
    return port(pool.takeAny());
  }

  /// A port that [#takeAny] could take now, without taking it: what a dry run answers.
  ///
  /// @throws AllocationException if none is left
  public int guess() throws AllocationException {
    return port(pool.findAny());
  }

  /// Says what [#take] would say, without taking anything.
  ///
  /// @throws AllocationException if `port` is out of range or taken
  public void wouldTake(int port) throws AllocationException {
    check(port);
    if (pool.isTaken(port - first)) {
      throw alreadyTaken();
    }
  }

  /// Frees `port`; answers whether it was taken. Anything out of range never is.
  public boolean release(int port) {
    return inRange(port) && pool.release(port - first);
  }

  private boolean inRange(int port) {
    return port >= first && port <= last;
  }

  private void check(int port) throws AllocationException {
    if (!inRange(port)) {
      throw new AllocationException(
          "provided port is not in the valid range. The range of valid ports is "
              + first
              + "-"
              + last);
    }
  }

  private int port(long number) throws AllocationException {
    if (number < 0) {
      throw new AllocationException("range is full");
    }
    return first + (int) number;
  }

  private static AllocationException alreadyTaken() {
    return new AllocationException("provided port is already allocated");
  }
}

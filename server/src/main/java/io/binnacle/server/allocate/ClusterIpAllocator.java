package io.binnacle.server.allocate;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.random.RandomGenerator;

/// The cluster addresses of one family: every address of a block but the first, and in IPv4 the last.
///
/// The lowest `clamp(size / 16, 16, 256)` of them (none if the block has at most 16) are left to those who ask for a
/// certain address; an automatic pick goes there only when the rest is full.
/// @see <a href="https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/">ClusterIP allocation</a>
public final class ClusterIpAllocator {
  private static final long MIN_BAND = 16;
  private static final long MAX_BAND = 256;
  private static final long BAND_STEP = 16;

  private final Cidr block;
  private final NumberPool pool;

  /// Nothing is taken yet.
  ///
  /// @param block the service range of this family
  /// @param random where automatic picks start
  public ClusterIpAllocator(Cidr block, RandomGenerator random) {
    this.block = block;
    long last = block.lastOffset();
    long usable = block.family() == IpAddress.Family.IPv4 ? Math.max(0, last - 1) : last;
    long band = last < MIN_BAND ? 0 : Math.clamp((last + 1) / BAND_STEP, MIN_BAND, MAX_BAND);
    this.pool = new NumberPool(usable, Math.min(band, usable), random);
  }

  /// The block.
  public Cidr block() {
    return block;
  }

  /// The first address handed out: the one of `default/kubernetes`.
  public IpAddress first() {
    return block.address(1);
  }

  /// Whether `address` can be handed out at all.
  public boolean inRange(IpAddress address) {
    return numberOf(address) >= 0;
  }

  /// Whether `address` is taken.
  public boolean isTaken(IpAddress address) {
    long number = numberOf(address);
    return number >= 0 && pool.isTaken(number);
  }

  /// How many addresses are taken.
  public long taken() {
    return pool.taken();
  }

  /// Takes `address`.
  ///
  /// @throws AllocationException if it is out of range or taken
  public void take(IpAddress address) throws AllocationException {
    long number = numberOf(address);
    if (number < 0) {
      throw outOfRange(address);
    }
    if (!pool.take(number)) {
      throw new AllocationException("provided IP is already allocated");
    }
  }

  /// Takes any free address.
  ///
  /// @throws AllocationException if none is left
  public IpAddress takeAny() throws AllocationException {
    long number = pool.takeAny();
    if (number < 0) {
      throw new AllocationException("range is full");
    }
    return block.address(number + 1);
  }

  /// Says what [#take] would say about the range, without taking anything: what a dry run checks.
  ///
  /// @throws AllocationException if `address` is out of range
  public void check(IpAddress address) throws AllocationException {
    if (numberOf(address) < 0) {
      throw outOfRange(address);
    }
  }

  /// Frees `address`; answers whether it was taken. Anything out of range never is.
  public boolean release(IpAddress address) {
    long number = numberOf(address);
    return number >= 0 && pool.release(number);
  }

  private AllocationException outOfRange(IpAddress address) {
    return new AllocationException(
        "the provided IP ("
            + address
            + ") is not in the valid range. The range of valid IPs is "
            + block);
  }

  private long numberOf(IpAddress address) {
    if (!block.contains(address)) {
      return -1;
    }
    long number = block.offsetOf(address) - 1;
    return number < pool.size() ? number : -1;
  }
}

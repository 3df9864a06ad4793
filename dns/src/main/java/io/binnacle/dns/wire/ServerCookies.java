package io.binnacle.dns.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Cookies by which a client proves that it gets mail at its address (RFC 7873), made as RFC 9018 §4 has it:
/// `| 0 version 1 | 1 zero | 4 time | 8 SipHash of client's cookie, these eight octets, and address |`. Any thread.
public final class ServerCookies {
  /// Octets of a client's cookie.
  public static final int CLIENT = 8;

  private static final int SERVER = 16;

  /// How long one is good (RFC 9018 §4.3).
  private static final Duration GOOD = Duration.ofHours(1);

  /// How far a clock of another server may be ahead.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /// From when on a good one is replaced by a newer one.
  private static final Duration AGED = Duration.ofMinutes(30);

  /// How long a secret is used.
  private static final Duration SECRET_LIFE = Duration.ofHours(26);

  /* Cookies made with the secret before the current one stay good, so that a change of secrets is not noticed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Secrets(byte[] current, byte[] before, Instant since) {}

  private final InstantSource clock;
  private final RandomGenerator random;
  private volatile Secrets secrets;

  /// @param random makes the secrets: has to be unpredictable, and safe for many threads
  public ServerCookies(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    byte[] first = secret(random);
    this.secrets = new Secrets(first, first, clock.instant());
  }

  /// Cookies of servers that share secrets, of which nobody changes any.
  ///
  /// @param current 16 octets, with which cookies are made
  /// @param before 16 octets, with which cookies may have been made
  public ServerCookies(InstantSource clock, byte[] current, byte[] before) {
    this.clock = clock;
    this.random = () -> 0;
    this.secrets = new Secrets(current.clone(), before.clone(), Instant.MAX);
  }

  /// Whether the data of a COOKIE option ends in a cookie we gave to this client.
  ///
  /// @param cookie the client's cookie and ours, 8 to 40 octets
  public boolean good(byte[] cookie, InetAddress client) {
    if (cookie.length != CLIENT + SERVER) {
      return false;
    }
    Instant now = clock.instant();
    Duration age = age(cookie, now);
    if (age.compareTo(GOOD) > 0 || age.compareTo(AHEAD.negated()) < 0) {
      return false;
    }
    Secrets known = secrets(now);
    return madeWith(known.current, cookie, client) || madeWith(known.before, cookie, client);
  }

  /// The data of the COOKIE option of the reply: the client's cookie, and ours for it. The same as before while that is young.
  ///
  /// @param cookie the client's cookie and perhaps one of ours, 8 to 40 octets
  public byte[] renewed(byte[] cookie, InetAddress client) {
    Instant now = clock.instant();
    Secrets known = secrets(now);
    if (good(cookie, client)
        && age(cookie, now).compareTo(AGED) < 0
        && madeWith(known.current, cookie, client)) {
      return cookie;
    }
    byte[] out = Arrays.copyOf(cookie, CLIENT + SERVER);
    ByteBuffer.wrap(out).putInt(CLIENT, 1 << 24).putInt(CLIENT + 4, (int) now.getEpochSecond());
    sign(known.current, out, client);
    return out;
  }

  private static boolean madeWith(byte[] secret, byte[] cookie, InetAddress client) {
    byte[] right = cookie.clone();
    sign(secret, right, client);
    return MessageDigest.isEqual(right, cookie);
  }

  /// Writes the hash over what stands before it.
  private static void sign(byte[] secret, byte[] cookie, InetAddress client) {
    byte[] address = client.getAddress();
    int signed = CLIENT + 8;
    byte[] input = Arrays.copyOf(cookie, signed + address.length);
    System.arraycopy(address, 0, input, signed, address.length);
    ByteBuffer.wrap(cookie)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(signed, SipHash.of(secret, input));
  }

  /// How long ago a cookie was made; seconds count modulo 2^32 (RFC 1982).
  private static Duration age(byte[] cookie, Instant now) {
    return Duration.ofSeconds(
        (int) now.getEpochSecond() - ByteBuffer.wrap(cookie).getInt(CLIENT + 4));
  }

  private Secrets secrets(Instant now) {
    Secrets known = secrets;
    if (known.since.isAfter(now) || Duration.between(known.since, now).compareTo(SECRET_LIFE) < 0) {
      return known;
    }
    synchronized (this) {
      if (secrets == known) {
        secrets = new Secrets(secret(random), known.current, now);
      }
      return secrets;
    }
  }

  private static byte[] secret(RandomGenerator random) {
    byte[] out = new byte[SipHash.KEY];
    random.nextBytes(out);
    return out;
  }
}

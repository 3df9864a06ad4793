package io.binnacle.dns.cache;

/// TTLs within messages: 32 bits, big-endian, unsigned.
final class Ttls {
  private Ttls() {}

  static long get(byte[] message, int at) {
    return (message[at] & 0xffL) << 24
        | (message[at + 1] & 0xff) << 16
        | (message[at + 2] & 0xff) << 8
        | message[at + 3] & 0xff;
  }

  static void put(byte[] message, int at, long ttl) {
    message[at] = (byte) (ttl >> 24);
    message[at + 1] = (byte) (ttl >> 16);
    message[at + 2] = (byte) (ttl >> 8);
    message[at + 3] = (byte) ttl;
  }
}

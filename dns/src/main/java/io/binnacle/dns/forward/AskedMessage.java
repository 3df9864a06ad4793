package io.binnacle.dns.forward;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A question as it goes to a server: header with id 0, one question, and our own OPT, which carries nothing of the client's.
final class AskedMessage {

  /// The largest datagram we ask for: it passes every path unfragmented (DNS Flag Day 2020).
  static final int UDP_SIZE = 1_232;

  static final int HEADER = 12;
  static final int ARCOUNT = 10;
  private static final int OPT = 11;
  private static final int IN = 1;
  private static final int QR_OPCODE = 0xf8;
  private static final int REPLY = 0x80;
  private static final byte RD = 1;
  private static final byte CD = 0x10;
  private static final byte DO = (byte) 0x80;

  private final byte[] octets;

  /// Where the question ends.
  private final int end;

  private AskedMessage(byte[] octets, int end) {
    this.octets = octets;
    this.end = end;
  }

  /// The message; not to be changed.
  byte[] octets() {
    return octets;
  }

  /// @param random mixes the case of the letters, if `mixed`
  static AskedMessage of(OutsideQuestion question, boolean mixed, RandomGenerator random) {
    DnsName name = question.name();
    int end = HEADER + name.length() + 4;
    byte[] octets = new byte[end + OPT];
    octets[2] = RD;
    octets[3] = question.checkingDisabled() ? CD : 0;
    octets[5] = 1;
    octets[ARCOUNT + 1] = 1;
    int at = writeName(name, octets);
    if (mixed) {
      mix(octets, at, random);
    }
    at++;
    octets[at++] = (byte) (question.type() >> 8);
    octets[at++] = (byte) question.type();
    octets[at + 1] = IN;
    at += 3;
    octets[at + 1] = RrType.OPT;
    octets[at + 2] = (byte) (UDP_SIZE >> 8);
    octets[at + 3] = (byte) UDP_SIZE;
    octets[at + 6] = question.dnssecOk() ? DO : 0;
    return new AskedMessage(octets, end);
  }

  /// Writes the name of the first question but for its end.
  ///
  /// @param octets of a message with room for it
  /// @return where it ends
  static int writeName(DnsName name, byte[] octets) {
    int at = HEADER;
    for (int i = 0; i < name.size(); i++) {
      byte[] label = name.octets(i);
      octets[at++] = (byte) label.length;
      System.arraycopy(label, 0, octets, at, label.length);
      at += label.length;
    }
    return at;
  }

  private static void mix(byte[] octets, int end, RandomGenerator random) {
    long bits = 0;
    int left = 0;
    for (int i = HEADER; i < end; i++) {
      if (isLetter(octets[i])) {
        if (left == 0) {
          bits = random.nextLong();
          left = Long.SIZE;
        }
        octets[i] ^= (byte) ((bits & 1) << 5);
        bits >>>= 1;
        left--;
      }
    }
  }

  /// The same without EDNS.
  AskedMessage plain() {
    byte[] shorter = Arrays.copyOf(octets, end);
    shorter[ARCOUNT + 1] = 0;
    return new AskedMessage(shorter, end);
  }

  /// Whether a message is a reply to it. One without a question may be, if it says that it could not read ours.
  boolean isAnsweredBy(byte[] message) {
    if (message.length < HEADER || (message[2] & QR_OPCODE) != REPLY) {
      return false;
    }
    int rcode = Rcode.of(message);
    return ReplyMessage.hasQuestion(message)
        ? isRepeatedBy(message)
        : rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN;
  }

  /// Whether a message repeats the question: the name whatever its case, type and class. The name of a first question cannot be
  /// compressed, there is nothing before it.
  boolean isRepeatedBy(byte[] message) {
    if (message.length < end || message[4] != 0 || message[5] != 1) {
      return false;
    }
    for (int i = HEADER; i < end - 4; i++) {
      if (lower(octets[i]) != lower(message[i])) {
        return false;
      }
    }
    return Arrays.equals(octets, end - 4, end, message, end - 4, end);
  }

  /// Whether it does so letter for letter.
  boolean isRepeatedExactlyBy(byte[] message) {
    return Arrays.equals(octets, HEADER, end, message, HEADER, Math.min(end, message.length));
  }

  private static boolean isLetter(byte octet) {
    byte lower = (byte) (octet | 0x20);
    return lower >= 'a' && lower <= 'z';
  }

  /* Lengths of labels are below the letters, so a name can be compared octet by octet without looking at its labels. */
  private static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
  }
}

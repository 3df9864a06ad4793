package io.binnacle.dns.run;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Packets nobody honest sends, and some that only look so, with what is to come of them.
final class HostilePackets {
  /// No reply; over a connection its end.
  static final String DROPPED = "dropped";

  /// `web.default.svc.cluster.local`, which has one A record.
  private static final String WEB =
      "03 776562 07 64656661756c74 03 737663 07 636c7573746572 05 6c6f63616c 00";

  /// `nobody.cluster.local`, which does not exist.
  private static final String DOMAIN = "07 636c7573746572 05 6c6f63616c 00";

  private static final String A_IN = "0001 0001";
  private static final String PLAIN = "0100 0001 0000 0000 0000" + WEB + A_IN;
  private static final String WITH_MORE = "0100 0001 0000 0000 0001" + WEB + A_IN;
  private static final String OPT = "00 0029 04d0 00 00 0000 0000";
  private static final String ADDRESS = "c00c 0001 0001 0000003c 0004 c0000201";
  private static final String PLAIN_HEAD = "0100 0001 0000 0000 0000";

  private HostilePackets() {}

  /// One packet.
  ///
  /// @param octets without the id
  /// @param verdict [#DROPPED], or the response code, then the number of answers if it is NOERROR
  record Case(String name, String octets, String verdict) {
    @Override
    public String toString() {
      return name + ": " + verdict;
    }

    /// The packet with an id, as far as there is one.
    byte[] packet(int id) {
      byte[] rest = HexFormat.of().parseHex(octets.replace(" ", ""));
      byte[] packet = new byte[rest.length + 2];
      packet[0] = (byte) (id >> 8);
      packet[1] = (byte) id;
      System.arraycopy(rest, 0, packet, 2, rest.length);
      return packet;
    }
  }

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    headers(all);
    names(all);
    questions(all);
    records(all);
    edns(all);
    return all;
  }

  private static void headers(List<Case> all) {
    add(all, "an id and nothing else", "", DROPPED);
    add(all, "a header but for its last octet", "0100 0001 0000 0000 00", DROPPED);
    add(all, "a header that promises a question", PLAIN_HEAD, "FORMERR");
    add(all, "an answer", "8180 0001 0000 0000 0000" + WEB + A_IN, DROPPED);
    add(all, "an answer of another opcode", "a880 0001 0000 0000 0000" + WEB + A_IN, DROPPED);
    add(all, "an answer cut short", "8180 0001 0000 0000 0000 03", DROPPED);
    for (int opcode = 1; opcode < 16; opcode++) {
      String flags = "%02x00".formatted(opcode << 3);
      add(all, "opcode " + opcode, flags + "0001 0000 0000 0000" + WEB + A_IN, "NOTIMP");
    }
    add(all, "opcode 5 cut short", "2800 0001 0001 0000 0000", "NOTIMP");
    add(all, "no question", "0100 0000 0000 0000 0000", "FORMERR");
    add(all, "no question but an OPT", "0100 0000 0000 0000 0001" + OPT, "FORMERR");
    add(all, "two questions", "0100 0002 0000 0000 0000" + WEB + A_IN + WEB + A_IN, "FORMERR");
    add(all, "65535 questions", "0100 ffff 0000 0000 0000" + WEB + A_IN, "FORMERR");
    add(all, "AA, TC, RA, Z, AD and CD set", "07f0 0001 0000 0000 0000" + WEB + A_IN, "NOERROR 1");
    add(all, "a response code in a question", "010f 0001 0000 0000 0000" + WEB + A_IN, "NOERROR 1");
    add(all, "no recursion desired", "0000 0001 0000 0000 0000" + WEB + A_IN, "NOERROR 1");
    add(all, "octets behind the message", PLAIN + "00 ff 00", "NOERROR 1");
  }

  private static void names(List<Case> all) {
    add(all, "a name that points to itself", PLAIN_HEAD + "c00c" + A_IN, "FORMERR");
    add(all, "a name that points into the header", PLAIN_HEAD + "c000" + A_IN, "FORMERR");
    add(all, "a name that points ahead", PLAIN_HEAD + "c012" + A_IN + WEB, "FORMERR");
    add(all, "a name that points past the end", PLAIN_HEAD + "ffff" + A_IN, "FORMERR");
    add(all, "half a pointer", PLAIN_HEAD + "c0", "FORMERR");
    add(all, "a label, then a pointer to it", PLAIN_HEAD + "03777777 c00c" + A_IN, "FORMERR");
    add(all, "two pointers in a circle", PLAIN_HEAD + "c00e c00c" + A_IN, "FORMERR");
    add(all, "a label of 64 octets", PLAIN_HEAD + "40" + "61".repeat(64) + "00" + A_IN, "FORMERR");
    add(all, "a label type of old", PLAIN_HEAD + "41 01 ff 00" + A_IN, "FORMERR");
    add(all, "a label type that never was", PLAIN_HEAD + "80 00" + A_IN, "FORMERR");
    add(all, "a label longer than the packet", PLAIN_HEAD + "3f 777777", "FORMERR");
    add(all, "a name without an end", PLAIN_HEAD + "03 777777", "FORMERR");
    add(all, "a name of 255 octets", PLAIN_HEAD + longName(255) + A_IN, "NXDOMAIN");
    add(all, "a name of 256 octets", PLAIN_HEAD + longName(256) + A_IN, "FORMERR");
    add(all, "a name of 127 labels", PLAIN_HEAD + "0161".repeat(127) + "00" + A_IN, "NXDOMAIN");
    add(all, "a name of 4000 octets", PLAIN_HEAD + "0161".repeat(2_000) + "00" + A_IN, "FORMERR");
    add(all, "zeros in a label", PLAIN_HEAD + "04 00000000" + DOMAIN + A_IN, "NXDOMAIN");
    add(all, "dots in a label", PLAIN_HEAD + "03 2e2e2e" + DOMAIN + A_IN, "NXDOMAIN");
    add(all, "control characters", PLAIN_HEAD + "05 0a0d1b5b31" + DOMAIN + A_IN, "NXDOMAIN");
    add(all, "octets above 127", PLAIN_HEAD + "04 fffec3a9" + DOMAIN + A_IN, "NXDOMAIN");
    add(
        all,
        "a dot instead of a label",
        PLAIN_HEAD + "0f 7765622e64656661756c742e737663 07 636c7573746572 05 6c6f63616c 00" + A_IN,
        "NXDOMAIN");
    add(
        all,
        "capitals",
        PLAIN_HEAD
            + "03 574542 07 64454641554c54 03 535643 07 434c7573746572 05 4c4f63616c 00"
            + A_IN,
        "NOERROR 1");
  }

  private static void questions(List<Case> all) {
    add(all, "no type", PLAIN_HEAD + WEB, "FORMERR");
    add(all, "no class", PLAIN_HEAD + WEB + "0001", "FORMERR");
    add(all, "half a class", PLAIN_HEAD + WEB + "0001 00", "FORMERR");
    for (String qclass : List.of("0000", "0002", "0003", "0004", "00fe", "00ff", "ffff")) {
      add(all, "class " + qclass, PLAIN_HEAD + WEB + "0001" + qclass, "REFUSED");
    }
    add(all, "version.bind", PLAIN_HEAD + "07 76657273696f6e 04 62696e64 00 0010 0003", "REFUSED");
    for (String type : List.of("0000", "0029", "00f9", "00fa", "00fd", "00fe", "00ff", "ffff")) {
      add(all, "type " + type, PLAIN_HEAD + WEB + type + "0001", "NOERROR 0");
    }
    add(all, "AXFR", PLAIN_HEAD + DOMAIN + "00fc 0001", "REFUSED");
    add(all, "IXFR", PLAIN_HEAD + DOMAIN + "00fb 0001", "REFUSED");
    add(
        all,
        "a name outside, not to be asked for",
        "0000 0001 0000 0000 0000 00" + A_IN,
        "REFUSED");
  }

  private static void records(List<Case> all) {
    add(
        all,
        "an answer with the question",
        "0100 0001 0001 0000 0000" + WEB + A_IN + ADDRESS,
        "NOERROR 1");
    add(
        all,
        "an authority with it",
        "0100 0001 0000 0001 0000" + WEB + A_IN + ADDRESS,
        "NOERROR 1");
    add(all, "an address beside it", WITH_MORE + ADDRESS, "NOERROR 1");
    add(all, "a record that is not there", WITH_MORE, "FORMERR");
    add(all, "a record without data", WITH_MORE + "c00c 0001 0001 0000003c 0004", "FORMERR");
    add(
        all,
        "a record longer than the packet",
        WITH_MORE + "c00c 0001 0001 0000003c ffff 00",
        "FORMERR");
    add(all, "a record cut in its head", WITH_MORE + "c00c 0001 0001 00", "FORMERR");
    add(
        all,
        "a record that points to itself",
        WITH_MORE + "c02f 0001 0001 0000003c 0000",
        "FORMERR");
    add(
        all,
        "16 records",
        "0100 0001 0000 0000 0010" + WEB + A_IN + ADDRESS.repeat(16),
        "NOERROR 1");
    add(all, "17 records", "0100 0001 0000 0000 0011" + WEB + A_IN + ADDRESS.repeat(17), "FORMERR");
    add(all, "65535 records three times", "0100 0001 ffff ffff ffff" + WEB + A_IN, "FORMERR");
    add(
        all,
        "a signature nobody knows",
        WITH_MORE + "016b00 00fa 00ff 00000000 000a 0000 0000 0000 0000 0000",
        "NOERROR 1");
  }

  private static void edns(List<Case> all) {
    add(all, "EDNS", WITH_MORE + OPT, "NOERROR 1");
    add(all, "EDNS of version 1", WITH_MORE + "00 0029 04d0 00 01 0000 0000", "BADVERS");
    add(all, "EDNS of version 255", WITH_MORE + "00 0029 04d0 00 ff ffff 0000", "BADVERS");
    add(
        all,
        "EDNS of version 1 with what it may bring",
        WITH_MORE + "00 0029 04d0 00 01 0000 0003 ffffff",
        "BADVERS");
    add(
        all,
        "a response code's upper bits",
        WITH_MORE + "00 0029 04d0 ff 00 0000 0000",
        "NOERROR 1");
    add(all, "every flag", WITH_MORE + "00 0029 04d0 00 00 ffff 0000", "NOERROR 1");
    add(all, "datagrams of no octets", WITH_MORE + "00 0029 0000 00 00 0000 0000", "NOERROR 1");
    add(all, "datagrams of 65535 octets", WITH_MORE + "00 0029 ffff 00 00 0000 0000", "NOERROR 1");
    add(all, "two OPT", "0100 0001 0000 0000 0002" + WEB + A_IN + OPT + OPT, "FORMERR");
    add(all, "OPT as an answer", "0100 0001 0001 0000 0000" + WEB + A_IN + OPT, "FORMERR");
    add(all, "OPT as an authority", "0100 0001 0000 0001 0000" + WEB + A_IN + OPT, "FORMERR");
    add(all, "OPT at a name", WITH_MORE + "016100 0029 04d0 00 00 0000 0000", "FORMERR");
    add(all, "OPT at the name asked for", WITH_MORE + "c00c 0029 04d0 00 00 0000 0000", "FORMERR");
    add(all, "OPT cut short", WITH_MORE + "00 0029 04d0 00 00 00", "FORMERR");
    add(
        all,
        "OPT with less than it says",
        WITH_MORE + "00 0029 04d0 00 00 0000 0008 000a",
        "FORMERR");
    add(all, "half an option", WITH_MORE + "00 0029 04d0 00 00 0000 0003 000300", "FORMERR");
    add(
        all,
        "an option longer than its record",
        WITH_MORE + "00 0029 04d0 00 00 0000 0005 0003 0002 00",
        "FORMERR");
    add(
        all,
        "an option nobody knows",
        WITH_MORE + "00 0029 04d0 00 00 0000 0006 fde9 0002 abcd",
        "NOERROR 1");
    add(
        all,
        "a subnet that makes no sense",
        WITH_MORE + "00 0029 04d0 00 00 0000 0008 0008 0004 ffffffff",
        "NOERROR 1");
    add(
        all,
        "a hundred options",
        WITH_MORE + "00 0029 04d0 00 00 0000 0190" + "00030000".repeat(100),
        "NOERROR 1");
    for (int length : new int[] {0, 7, 9, 15, 41}) {
      add(all, "a cookie of " + length, WITH_MORE + cookie(length), "FORMERR");
    }
    for (int length : new int[] {8, 16, 24, 40}) {
      add(all, "a cookie of " + length, WITH_MORE + cookie(length), "NOERROR 1");
    }
  }

  private static String cookie(int length) {
    return "00 0029 04d0 00 00 0000 %04x 000a %04x".formatted(4 + length, length)
        + "5a".repeat(length);
  }

  /// A name below the cluster domain with so many octets.
  private static String longName(int octets) {
    int room = octets - 15; // of cluster.local
    StringBuilder name = new StringBuilder();
    while (room > 0) {
      int label = Math.min(room == 65 ? 62 : 63, room - 1);
      name.append("%02x".formatted(label)).append("61".repeat(label));
      room -= label + 1;
    }
    return name + DOMAIN;
  }

  private static void add(List<Case> all, String name, String octets, String verdict) {
    all.add(new Case(name, octets, verdict));
  }
}

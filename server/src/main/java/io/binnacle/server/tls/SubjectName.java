package io.binnacle.server.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The parts of an X.501 name that Kubernetes gives a meaning to: in a client's certificate the common name is the user and each
/// organization a group.
///
/// @param commonName CN; empty if there is none
/// @param organizations each O, in order
record SubjectName(String commonName, List<String> organizations) {
  private static final byte[] CN = Der.oid("2.5.4.3");
  private static final byte[] O = Der.oid("2.5.4.10");

  SubjectName {
    organizations = List.copyOf(organizations);
  }

  /// The DER of a Name with each organization, then the common name.
  byte[] der() {
    List<byte[]> parts = new ArrayList<>();
    organizations.forEach(o -> parts.add(part(O, o)));
    parts.add(part(CN, commonName));
    return Der.sequence(parts.toArray(byte[][]::new));
  }

  private static byte[] part(byte[] type, String value) {
    return Der.set(Der.sequence(type, Der.utf8(value)));
  }

  /// Reads the DER of a Name. Of several common names the last counts, as in Go's `pkix.Name`.
  ///
  /// @throws IllegalArgumentException if it is not one
  static SubjectName read(byte[] der) {
    String commonName = "";
    List<String> organizations = new ArrayList<>();
    DerReader names = new DerReader(der).next().inner();
    while (names.hasNext()) {
      DerReader set = names.next().inner();
      while (set.hasNext()) {
        DerReader pair = set.next().inner();
        DerReader.Element type = pair.next();
        DerReader.Element value = pair.next();
        if (is(CN, type)) {
          commonName = text(value);
        } else if (is(O, type)) {
          organizations.add(text(value));
        }
      }
    }
    return new SubjectName(commonName, organizations);
  }

  private static boolean is(byte[] oid, DerReader.Element type) {
    return type.tag() == Der.OID && Arrays.equals(Der.element(Der.OID, type.content()), oid);
  }

  private static String text(DerReader.Element value) {
    return switch (value.tag()) {
      case Der.UTF8_STRING -> new String(value.content(), StandardCharsets.UTF_8);
      case Der.PRINTABLE_STRING -> new String(value.content(), StandardCharsets.US_ASCII);
      default -> throw new IllegalArgumentException("name in a string of type " + value.tag());
    };
  }
}

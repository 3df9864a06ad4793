package io.binnacle.server.tls;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Names;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Under which names and addresses clients reach the API server: what its certificate has to say.
///
/// @param names DNS names, sorted
/// @param addresses IP addresses, sorted
public record ServingNames(List<String> names, List<IpAddress> addresses) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /// Sorts, and drops what is there twice.
  public ServingNames {
    names = List.copyOf(new TreeSet<>(names));
    addresses = List.copyOf(new TreeSet<>(addresses));
  }

  /// What every cluster's certificate names, and what this one adds.
  ///
  /// @param clusterDomain `cluster.local`
  /// @param hostName the machine's name; left out if it is not a DNS name
  /// @param more addresses beside loopback: that of the Service `kubernetes` in each family, and what the server listens on
  public static ServingNames of(String clusterDomain, String hostName, Collection<IpAddress> more) {
    List<String> names =
        new ArrayList<>(
            List.of(
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + clusterDomain));
    String host = hostName.toLowerCase(Locale.ROOT);
    if (Names.isDns1123Subdomain(host).isEmpty()) {
      names.add(host);
    }
    List<IpAddress> addresses = new ArrayList<>(more);
    addresses.add(IpAddress.of("127.0.0.1"));
    addresses.add(IpAddress.of("::1"));
    addresses.removeIf(IpAddress::isUnspecified);
    return new ServingNames(names, addresses);
  }

  /// What a certificate names.
  ///
  /// @throws CertificateParsingException if it cannot be told
  static ServingNames in(X509Certificate certificate) throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    List<IpAddress> addresses = new ArrayList<>();
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    for (List<?> name : all == null ? List.<List<?>>of() : all) {
      switch ((Integer) name.get(0)) {
        case DNS_NAME -> names.add((String) name.get(1));
        case IP_ADDRESS -> addresses.add(IpAddress.of((String) name.get(1)));
        default -> throw new CertificateParsingException("an unexpected kind of name: " + name);
      }
    }
    return new ServingNames(names, addresses);
  }

  /// These names as the content of the extension `subjectAltName` (RFC 5280 §4.2.1.6).
  byte[] der() {
    List<byte[]> out = new ArrayList<>();
    names.forEach(n -> out.add(Der.primitive(DNS_NAME, n.getBytes(StandardCharsets.US_ASCII))));
    addresses.forEach(a -> out.add(Der.primitive(IP_ADDRESS, a.toBytes())));
    return Der.sequence(out.toArray(byte[][]::new));
  }
}

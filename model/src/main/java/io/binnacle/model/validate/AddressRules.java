package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// IP addresses, blocks, domain names and ports.
///
/// Stricter than a 1.33 server's default in one point: leading zeros (`010.0.0.1`) and IPv4-mapped IPv6 are refused, with
/// the text of upstream's `StrictIPCIDRValidation`. Different programs read such text as different addresses, and no part
/// behind the API should have to choose. IPv6 need not be canonical.
final class AddressRules {
  static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final String CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private AddressRules() {}

  /// One IP address.
  ///
  /// @return the address, null if it was refused
  static @Nullable IpAddress ip(String text, FieldPath path, Errors out) {
    IpAddress address = IpAddress.parse(text);
    if (address == null && IpAddress.parse(withoutLeadingZeros(text)) != null) {
      out.invalid(path, text, "must not have leading 0s");
    } else if (address == null) {
      out.invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    } else if (address.isIpv4Mapped()) {
      out.invalid(path, text, "must not be an IPv4-mapped IPv6 address");
      return null;
    }
    return address;
  }

  /// An address that can be an endpoint: not one that only means something on the machine that uses it.
  static void notSpecial(IpAddress address, String text, FieldPath path, Errors out) {
    if (address.isUnspecified()) {
      out.invalid(path, text, "may not be unspecified (" + text + ")");
    }
    if (address.isLoopback()) {
      out.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (address.isLinkLocalUnicast()) {
      out.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (address.isLinkLocalMulticast()) {
      out.invalid(
          path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
  }

  /// One block. Bits beyond the prefix are tolerated, as upstream does.
  static void cidr(String text, FieldPath path, Errors out) {
    if (Cidr.parseAround(text) == null) {
      out.invalid(path, text, CIDR);
    }
  }

  /// Whether these are one IPv4 and one IPv6 address.
  static boolean isDualStack(List<IpAddress> addresses) {
    return addresses.stream().anyMatch(a -> a.family() == Family.IPv4)
        && addresses.stream().anyMatch(a -> a.family() == Family.IPv6);
  }

  /// A domain name of at least two labels, as slices of type FQDN hold.
  static void fullyQualifiedDomainName(String text, FieldPath path, Errors out) {
    if (text.isEmpty()) {
      out.required(path);
      return;
    }
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    List<String> subdomain = Names.isDns1123Subdomain(name);
    if (!subdomain.isEmpty()) {
      out.invalid(path, name, String.join(",", subdomain));
      return;
    }
    List<String> labels = List.of(name.split("\\.", -1));
    if (labels.size() < 2) {
      out.invalid(path, name, "should be a domain with at least two segments separated by dots");
      return;
    }
    for (String label : labels) {
      List<String> messages = Names.isDns1123Label(label);
      if (!messages.isEmpty()) {
        out.invalid(path, label, String.join(",", messages));
        return;
      }
    }
  }

  static void portNumber(long port, FieldPath path, Errors out) {
    out.invalidEach(path, Int.of(port), Names.isPortNumber(port));
  }

  /// A port number or the name of one; absent counts as 0.
  static void portNumberOrName(@Nullable Value port, FieldPath path, Errors out) {
    if (port instanceof Str name) {
      out.invalidEach(path, name.value(), Names.isPortName(name.value()));
    } else {
      portNumber(port instanceof Int n ? n.value() : 0, path, out);
    }
  }

  /// A name of an application protocol: `http` or `example.com/proto`.
  static void appProtocol(@Nullable String name, FieldPath path, Errors out) {
    if (name != null) {
      out.invalidEach(path, name, Names.isQualifiedName(name));
    }
  }

  private static String withoutLeadingZeros(String text) {
    return text.length() > 64 ? text : text.replaceAll("(?<![0-9A-Fa-f])0+(?=[0-9])", "");
  }
}

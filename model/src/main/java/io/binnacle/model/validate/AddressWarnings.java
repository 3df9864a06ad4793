package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;

/// Addresses and blocks that are valid and yet not written as everybody writes them.
final class AddressWarnings {
  private AddressWarnings() {}

  /// One address; says nothing of what is no address.
  static List<String> ip(String text, FieldPath path) {
    IpAddress address = IpAddress.parse(text);
    return address == null || address.isIpv4() || address.toString().equals(text)
        ? List.of()
        : List.of(
            path
                + ": IPv6 address "
                + GoSyntax.quote(text)
                + " should be in RFC 5952 canonical format ("
                + GoSyntax.quote(address.toString())
                + ")");
  }

  /// One block; says nothing of what is no block.
  static List<String> cidr(String text, FieldPath path) {
    Cidr block = Cidr.parseAround(text);
    IpAddress address =
        block == null ? null : IpAddress.parse(text.substring(0, text.indexOf('/')));
    if (block == null || address == null) {
      return List.of();
    }
    if (!address.equals(block.base())) {
      return List.of(
          path
              + ": CIDR value "
              + GoSyntax.quote(text)
              + " is ambiguous in this context (should be "
              + GoSyntax.quote(block.toString())
              + " or "
              + GoSyntax.quote(address + "/" + address.family().bits())
              + "?)");
    }
    return address.isIpv4() || block.toString().equals(text)
        ? List.of()
        : List.of(
            path
                + ": IPv6 CIDR value "
                + GoSyntax.quote(text)
                + " should be in RFC 5952 canonical format ("
                + GoSyntax.quote(block.toString())
                + ")");
  }

  static List<String> endpoints(Obj endpoints) {
    List<String> out = new ArrayList<>();
    int s = 0;
    for (Obj subset : endpoints.arr("subsets").objects()) {
      FieldPath path = FieldPath.of("subsets").index(s++);
      for (String list : List.of("addresses", "notReadyAddresses")) {
        int i = 0;
        for (Obj address : subset.arr(list).objects()) {
          out.addAll(ip(address.str("ip"), path.child(list).index(i++).child("ip")));
        }
      }
    }
    return out;
  }

  static List<String> slice(Obj slice) {
    List<String> out = new ArrayList<>();
    int e = 0;
    for (Obj endpoint : slice.arr("endpoints").objects()) {
      FieldPath path = FieldPath.of("endpoints").index(e++).child("addresses");
      int i = 0;
      for (String address : endpoint.arr("addresses").strings()) {
        out.addAll(ip(address, path.index(i++)));
      }
    }
    return out;
  }

  static List<String> policy(Obj policy) {
    List<String> out = new ArrayList<>();
    NetworkPolicyRules.forEachPeer(
        policy.obj("spec"),
        (peer, path) -> {
          Obj block = peer.obj("ipBlock");
          FieldPath at = path.child("ipBlock");
          out.addAll(cidr(block.str("cidr"), at.child("cidr")));
          int i = 0;
          for (String except : block.arr("except").strings()) {
            out.addAll(cidr(except, at.child("except").index(i++)));
          }
        });
    return out;
  }
}

package io.binnacle.bench.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// The rules of kube-proxy's nftables mode as text for `nft -f`, re-created from its documentation and from what a running one
/// sends (`reference/services.md` §5.4): what the kernel has to digest, without the program around it.
///
/// Both layouts keep a chain per Service and an anonymous map in it, the older one a chain per endpoint besides.
enum KubeProxyRules {
  /// Until 1.35: a Service's chain picks an endpoint's chain, and that translates.
  CHAIN_PER_ENDPOINT,
  /// Since 1.36, for Services without affinity: the Service's chain translates straight from its map.
  MAP_PER_SERVICE;

  private static final String TABLE = "ip kube-proxy";
  private static final String PODS = "10.128.0.0/9";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /// Everything from nothing.
  String load(Fleet fleet) {
    StringBuilder out = new StringBuilder(fleet.services() * (400 + 300 * fleet.endpoints()));
    base(out);
    for (int i = 0; i < fleet.services(); i++) {
      add(out, fleet.entry(i));
    }
    return out.toString();
  }

  String add(Fleet.Entry added) {
    StringBuilder out = new StringBuilder();
    add(out, added);
    return out.toString();
  }

  /// Only what a partial sync writes: the chain anew, chains of new endpoints, gone ones emptied.
  String change(Fleet.Entry before, Fleet.Entry after) {
    StringBuilder out = new StringBuilder();
    for (String target : after.targets()) {
      if (this == CHAIN_PER_ENDPOINT && !before.targets().contains(target)) {
        endpoint(out, after, target);
      }
    }
    service(out, after);
    for (String target : gone(before, after)) {
      if (this == CHAIN_PER_ENDPOINT) {
        line(out, "flush chain", chain(before, target));
      }
    }
    return out.toString();
  }

  String remove(Fleet.Entry removed) {
    StringBuilder out = new StringBuilder();
    line(out, "flush chain", chain(removed));
    if (this == CHAIN_PER_ENDPOINT) {
      removed.targets().forEach(target -> line(out, "flush chain", chain(removed, target)));
    }
    line(out, "delete element", "cluster-ips { " + removed.address() + " }");
    line(out, "delete element", "service-ips { " + key(removed) + " }");
    return out.toString();
  }

  /// Deletes the chains a change left empty: a second or more later, since older kernels still see references to them.
  String settle(Fleet.Entry before, List<String> goneTargets, boolean wholeService) {
    StringBuilder out = new StringBuilder();
    if (wholeService) {
      line(out, "delete chain", chain(before));
    }
    if (this == CHAIN_PER_ENDPOINT) {
      goneTargets.forEach(target -> line(out, "delete chain", chain(before, target)));
    }
    return out.toString();
  }

  static List<String> gone(Fleet.Entry before, Fleet.Entry after) {
    return before.targets().stream().filter(target -> !after.targets().contains(target)).toList();
  }

  private void base(StringBuilder out) {
    out.append("add table ").append(TABLE).append('\n');
    for (String hook :
        List.of(
            "filter-prerouting-pre-dnat { type filter hook prerouting priority -110 ; }",
            "filter-output-pre-dnat { type filter hook output priority -110 ; }",
            "filter-input { type filter hook input priority 0 ; }",
            "filter-forward { type filter hook forward priority 0 ; }",
            "filter-output { type filter hook output priority 0 ; }",
            "nat-prerouting { type nat hook prerouting priority -100 ; }",
            "nat-output { type nat hook output priority -100 ; }",
            "nat-postrouting { type nat hook postrouting priority 100 ; }",
            "nodeport-endpoints-check",
            "service-endpoints-check",
            "firewall-check",
            "services",
            "masquerading",
            "cluster-ips-check",
            "mark-for-masquerade",
            "reject-chain")) {
      line(out, "add chain", hook);
    }
    for (String set :
        List.of(
            "set # cluster-ips { type ipv4_addr ; }",
            "set # nodeport-ips { type ipv4_addr ; }",
            "set # hairpin-connections { type ipv4_addr . ipv4_addr . inet_proto . inet_service ; }",
            "map # no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict ; }",
            "map # no-endpoint-nodeports { type inet_proto . inet_service : verdict ; }",
            "map # firewall-ips { type ipv4_addr . inet_proto . inet_service : verdict ; }",
            "map # service-ips { type ipv4_addr . inet_proto . inet_service : verdict ; }",
            "map # service-nodeports { type inet_proto . inet_service : verdict ; }")) {
      out.append("add ").append(set.replace("#", TABLE)).append('\n');
    }
    for (String rule :
        List.of(
            "filter-input ct state new jump nodeport-endpoints-check",
            "filter-input ct state new jump service-endpoints-check",
            "filter-forward ct state new jump service-endpoints-check",
            "filter-forward ct state new jump cluster-ips-check",
            "filter-output ct state new jump service-endpoints-check",
            "filter-output ct state new jump cluster-ips-check",
            "filter-prerouting-pre-dnat ct state new jump firewall-check",
            "filter-output-pre-dnat ct state new jump firewall-check",
            "nat-output jump services",
            "nat-prerouting jump services",
            "nat-postrouting jump masquerading",
            "mark-for-masquerade mark set mark or 0x4000",
            "masquerading mark and 0x4000 != 0 mark set mark xor 0x4000 masquerade fully-random",
            "reject-chain reject",
            "cluster-ips-check ip daddr @cluster-ips reject",
            "firewall-check ip daddr . meta l4proto . th dport vmap @firewall-ips",
            "service-endpoints-check ip daddr . meta l4proto . th dport vmap @no-endpoint-services",
            "nodeport-endpoints-check ip daddr @nodeport-ips meta l4proto . th dport vmap"
                + " @no-endpoint-nodeports")) {
      line(out, "add rule", rule);
    }
    if (this == MAP_PER_SERVICE) {
      line(
          out,
          "add rule",
          "masquerading ct status dnat ip saddr . ip daddr . meta l4proto . th dport"
              + " @hairpin-connections masquerade fully-random");
      line(
          out,
          "add rule",
          "services ip daddr @cluster-ips ip saddr != " + PODS + " jump mark-for-masquerade");
    }
    line(out, "add rule", "services ip daddr . meta l4proto . th dport vmap @service-ips");
    line(
        out,
        "add rule",
        "services ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports");
  }

  private void add(StringBuilder out, Fleet.Entry entry) {
    if (this == CHAIN_PER_ENDPOINT) {
      entry.targets().forEach(target -> endpoint(out, entry, target));
    }
    service(out, entry);
    line(out, "add element", "cluster-ips { " + entry.address() + " }");
    line(out, "add element", "service-ips { " + key(entry) + " : goto " + chain(entry) + " }");
  }

  private void service(StringBuilder out, Fleet.Entry entry) {
    String chain = chain(entry);
    line(out, "add chain", chain);
    line(out, "flush chain", chain);
    StringBuilder picks = new StringBuilder();
    for (int slot = 0; slot < entry.targets().size(); slot++) {
      String target = entry.targets().get(slot);
      picks
          .append(slot == 0 ? "" : " , ")
          .append(slot)
          .append(" : ")
          .append(
              this == CHAIN_PER_ENDPOINT
                  ? "goto " + chain(entry, target)
                  : target + " . " + Fleet.TARGET_PORT);
    }
    String pick = "numgen random mod " + entry.targets().size();
    if (this == CHAIN_PER_ENDPOINT) {
      line(
          out,
          "add rule",
          chain
              + " ip daddr "
              + entry.address()
              + " tcp dport "
              + Fleet.PORT
              + " ip saddr != "
              + PODS
              + " jump mark-for-masquerade");
      line(out, "add rule", chain + " " + pick + " vmap { " + picks + " }");
    } else {
      line(
          out,
          "add rule",
          chain + " meta l4proto tcp dnat ip addr . port to " + pick + " map { " + picks + " }");
    }
  }

  private static void endpoint(StringBuilder out, Fleet.Entry entry, String target) {
    String chain = chain(entry, target);
    line(out, "add chain", chain);
    line(out, "add rule", chain + " ip saddr " + target + " jump mark-for-masquerade");
    line(out, "add rule", chain + " meta l4proto tcp dnat to " + target + ":" + Fleet.TARGET_PORT);
  }

  private static String key(Fleet.Entry entry) {
    return entry.address() + " . tcp . " + Fleet.PORT;
  }

  private static String chain(Fleet.Entry entry) {
    String name = "bench/" + entry.name() + "/tcp/http";
    return "service-" + hash(name) + "-" + name;
  }

  private static String chain(Fleet.Entry entry, String target) {
    String name = "bench/" + entry.name() + "/tcp/http__" + target + "/" + Fleet.TARGET_PORT;
    return "endpoint-" + hash(name) + "-" + name;
  }

  /// The first eight characters of the SHA-256 in base 32.
  private static String hash(String name) {
    byte[] sum;
    try {
      sum = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
    long bits = 0;
    for (int i = 0; i < 5; i++) {
      bits = bits << 8 | sum[i] & 255;
    }
    StringBuilder text = new StringBuilder();
    for (int shift = 35; shift >= 0; shift -= 5) {
      text.append(BASE32.charAt((int) (bits >>> shift & 31)));
    }
    return text.toString();
  }

  private static void line(StringBuilder out, String verb, String rest) {
    out.append(verb).append(' ').append(TABLE).append(' ').append(rest).append('\n');
  }
}

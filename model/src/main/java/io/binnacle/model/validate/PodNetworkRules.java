package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// How a Pod resolves names, and what the host's network asks of it.
final class PodNetworkRules {
  static final List<String> DNS_POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final int MAX_NAMESERVERS = 3;
  private static final int MAX_SEARCHES = 32;
  private static final int MAX_SEARCH_LENGTH = 2048;

  private PodNetworkRules() {}

  /// On the host's network a host port is the container port; a template may leave it open.
  static void hostPorts(Obj spec, PodScope scope, FieldPath path, Errors out) {
    if (!spec.bool("hostNetwork", false)) {
      return;
    }
    int c = 0;
    for (Obj container : spec.arr("containers").objects()) {
      FieldPath ports = path.child("containers").index(c++).child("ports");
      int p = 0;
      for (Obj port : container.arr("ports").objects()) {
        FieldPath at = ports.index(p++).child("hostPort");
        long hostPort = port.integer("hostPort", 0);
        boolean given = scope.isPod() || hostPort != 0;
        if (given && hostPort != port.integer("containerPort", 0)) {
          out.invalid(
              at, Int.of(hostPort), "must match `containerPort` when `hostNetwork` is true");
        }
      }
    }
  }

  static void dnsConfig(Obj spec, FieldPath path, Errors out) {
    Obj config = spec.obj("dnsConfig");
    List<String> nameservers = config.arr("nameservers").strings();
    if (spec.str("dnsPolicy").equals("None")) {
      if (!(spec.get("dnsConfig") instanceof Obj)) {
        out.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (nameservers.isEmpty()) {
        out.required(
            path.child("nameservers"),
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
        return;
      }
    }
    nameservers(nameservers, path.child("nameservers"), out);
    searches(config.arr("searches").strings(), path.child("searches"), out);
    int i = 0;
    for (Obj option : config.arr("options").objects()) {
      if (option.str("name").isEmpty()) {
        out.required(path.child("options").index(i), "must not be empty");
      }
      i++;
    }
  }

  static void hostAliases(Obj spec, FieldPath path, Errors out) {
    int i = 0;
    for (Obj alias : spec.arr("hostAliases").objects()) {
      FieldPath at = path.index(i++);
      AddressRules.ip(alias.str("ip"), at.child("ip"), out);
      int j = 0;
      for (String hostname : alias.arr("hostnames").strings()) {
        out.invalidEach(
            at.child("hostnames").index(j++), hostname, Names.isDns1123Subdomain(hostname));
      }
    }
  }

  private static void nameservers(List<String> nameservers, FieldPath path, Errors out) {
    if (nameservers.size() > MAX_NAMESERVERS) {
      out.invalidGo(
          path,
          GoSyntax.strings(nameservers),
          "must not have more than " + MAX_NAMESERVERS + " nameservers");
    }
    for (int i = 0; i < nameservers.size(); i++) {
      AddressRules.ip(nameservers.get(i), path.index(i), out);
    }
  }

  private static void searches(List<String> searches, FieldPath path, Errors out) {
    if (searches.size() > MAX_SEARCHES) {
      out.invalidGo(
          path,
          GoSyntax.strings(searches),
          "must not have more than " + MAX_SEARCHES + " search paths");
    }
    if (LabelRules.utf8Length(String.join(" ", searches)) > MAX_SEARCH_LENGTH) {
      out.invalidGo(
          path,
          GoSyntax.strings(searches),
          "must not have more than "
              + MAX_SEARCH_LENGTH
              + " characters (including spaces) in the search list");
    }
    for (int i = 0; i < searches.size(); i++) {
      String search = searches.get(i);
      if (!search.equals(".")) {
        String bare = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
        out.invalidEach(path.index(i), bare, Names.isDns1123SubdomainWithUnderscore(bare));
      }
    }
  }
}

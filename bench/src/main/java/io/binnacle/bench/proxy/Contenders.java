package io.binnacle.bench.proxy;

import java.io.IOException;
import java.util.Arrays;

/// Who is compared. The first is ours; ratios are against it.
enum Contenders {
  /// Ours.
  BINNACLE("binnacle", OwnContender::open),
  /// kube-proxy's rules until 1.35.
  KUBE_PROXY_1_33("kube-proxy-1.33", () -> new NftContender(KubeProxyRules.CHAIN_PER_ENDPOINT)),
  /// kube-proxy's rules since 1.36.
  KUBE_PROXY_1_36("kube-proxy-1.36", () -> new NftContender(KubeProxyRules.MAP_PER_SERVICE));

  private interface Opener {
    Contender open() throws IOException;
  }

  private final String title;
  private final Opener opener;

  Contenders(String title, Opener opener) {
    this.title = title;
    this.opener = opener;
  }

  /// As said on the command line and in tables.
  String title() {
    return title;
  }

  /// Whether it works in its own process, so that a second load finds compiled code.
  boolean inProcess() {
    return this == BINNACLE;
  }

  Contender open() throws IOException {
    return opener.open();
  }

  static Contenders of(String title) {
    return Arrays.stream(values())
        .filter(c -> c.title.equals(title))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no contender " + title + ": want one of " + Arrays.toString(titles())));
  }

  private static String[] titles() {
    return Arrays.stream(values()).map(Contenders::title).toArray(String[]::new);
  }
}

package io.binnacle.bench.proxy;

import java.io.IOException;
import java.util.Arrays;

/// Who is compared. The first is ours; ratios are against it.
enum Contenders {
  /// Ours.
  BINNACLE("binnacle") {
    @Override
    Contender open() throws IOException {
      return OwnContender.open();
    }
  },
  /// kube-proxy's rules until 1.35.
  KUBE_PROXY_1_33("kube-proxy-1.33") {
    @Override
    Contender open() {
      return new NftContender(KubeProxyRules.CHAIN_PER_ENDPOINT);
    }
  },
  /// kube-proxy's rules since 1.36.
  KUBE_PROXY_1_36("kube-proxy-1.36") {
    @Override
    Contender open() {
      return new NftContender(KubeProxyRules.MAP_PER_SERVICE);
    }
  };

  private final String title;

  Contenders(String title) {
    this.title = title;
  }

  /// As said on the command line and in tables.
  String title() {
    return title;
  }

  /// Whether it works in its own process, so that a second load finds compiled code.
  boolean inProcess() {
    return this == BINNACLE;
  }

  /// Opens it in this process.
  abstract Contender open() throws IOException;

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

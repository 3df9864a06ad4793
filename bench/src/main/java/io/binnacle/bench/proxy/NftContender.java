package io.binnacle.bench.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// kube-proxy's rules through the `nft` program, as kube-proxy does it. Making the text is not timed, in its favour.
final class NftContender implements Contender {
  private final KubeProxyRules rules;
  private String later = "";

  NftContender(KubeProxyRules rules) {
    this.rules = rules;
  }

  @Override
  public Step load(Fleet fleet) {
    return nft(rules.load(fleet));
  }

  @Override
  public Step add(Fleet.Entry added) {
    return nft(rules.add(added));
  }

  @Override
  public Step change(Fleet.Entry before, Fleet.Entry after) {
    later = rules.settle(before, KubeProxyRules.gone(before, after), false);
    return nft(rules.change(before, after));
  }

  @Override
  public Step remove(Fleet.Entry removed) {
    later = rules.settle(removed, removed.targets(), true);
    return nft(rules.remove(removed));
  }

  @Override
  public void settle() throws IOException {
    if (!later.isEmpty()) {
      nft(later).run();
      later = "";
    }
  }

  @Override
  public void clear() throws IOException {
    nft("delete table ip kube-proxy\n").run();
  }

  private static Step nft(String text) {
    byte[] input = text.getBytes(StandardCharsets.US_ASCII);
    return () -> {
      Process nft = new ProcessBuilder(List.of("nft", "-f", "-")).redirectErrorStream(true).start();
      try (OutputStream stdin = nft.getOutputStream()) {
        stdin.write(input);
      }
      String says = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      try {
        if (nft.waitFor() != 0) {
          throw new IOException("nft: " + says.substring(0, Math.min(2_000, says.length())));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while nft runs", e);
      }
    };
  }
}

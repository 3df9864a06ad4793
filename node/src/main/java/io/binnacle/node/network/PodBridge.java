package io.binnacle.node.network;

import io.binnacle.linux.link.Links;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.sys.Errno;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The bridge the Pods of an instance hang on. It is made before the first Pod, because this machine answers Pods at addresses
/// of it: at the gateway's, and at Service addresses that sockets are bound to.
///
/// @param name of the interface, `bn-1a2b3c4d`
/// @param range the addresses of the node's Pods; the first one is the gateway's
/// @param served addresses besides, each for itself
public record PodBridge(String name, Cidr range, List<IpAddress> served) {
  private static final Path FILTER_MODULE = Path.of("/proc/sys/net/bridge");

  public PodBridge {
    served = List.copyOf(served);
  }

  /// The address Pods send everything to that is not for one of them.
  public IpAddress gateway() {
    return range.address(1);
  }

  /// Makes the bridge, or brings one that is there in line.
  ///
  /// @throws IOException if an address is somebody else's already, or the kernel refuses; the message says what to do
  public void ensure() throws IOException {
    try (Links links = Links.open()) {
      requireUnclaimed(links);
      done(links.createBridge(name, hardwareAddress()), "make the bridge " + name, Errno.EEXIST);
      address(links, gateway(), range.prefix());
      for (IpAddress one : served) {
        address(links, one, one.family().bits());
      }
      done(links.setUp(name, true), "switch on the bridge " + name);
    }
    set(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
    // So that a connection from 127.0.0.1 to a node port can be led to a Pod.
    set(Path.of("/proc/sys/net/ipv4/conf", name, "route_localnet"), "1");
    // Two Pods on one bridge answer each other past the IP layer, and so past the translation of
    // Service addresses, unless what crosses the bridge is shown to the packet filter.
    if (!Files.exists(FILTER_MODULE)) {
      loadFilterModule();
    }
    set(Path.of("/sys/class/net", name, "bridge/nf_call_iptables"), "1");
  }

  /// Removes the bridge with its addresses; nothing happens if there is none.
  ///
  /// @throws IOException if the kernel refuses
  public static void remove(String name) throws IOException {
    try (Links links = Links.open()) {
      done(links.delete(name), "remove the bridge " + name, Errno.ENODEV);
    }
  }

  /// Another interface with one of our addresses, or a route to our range, is another instance's, or somebody's network.
  private void requireUnclaimed(Links links) throws IOException {
    int own = links.link(name).map(l -> l.index()).orElse(-1);
    for (var address : links.addresses()) {
      IpAddress taken = IpAddress.ofBytes(address.address().getAddress());
      if (address.link() != own && (served.contains(taken) || range.contains(taken))) {
        throw new IOException(
            taken
                + " is an address of this machine already (another instance?); choose another"
                + (served.contains(taken) ? " --service-cidr" : " --pod-cidr"));
      }
    }
    for (var route : links.routes()) {
      InetAddress to = route.destination();
      if (to != null && route.link() != own) {
        Cidr taken = Cidr.around(IpAddress.ofBytes(to.getAddress()), route.prefix());
        if (taken.prefix() >= range.prefix() && range.contains(taken.base())) {
          throw new IOException(
              "this machine has a route to "
                  + taken
                  + " already (another instance, a VPN?), where Pods were to have "
                  + range
                  + "; choose another --pod-cidr");
        }
      }
    }
  }

  private void address(Links links, IpAddress address, int prefix) throws IOException {
    InetAddress raw = InetAddress.getByAddress(address.toBytes());
    done(
        links.addAddress(name, raw, prefix),
        "put " + address + "/" + prefix + " on " + name,
        Errno.EEXIST);
  }

  /// Locally administered, told by the gateway's address, so that it is the same after a restart.
  private byte[] hardwareAddress() {
    byte[] ip = gateway().toBytes();
    byte[] out = {0x0a, 0x58, 0, 0, 0, 0};
    byte[] end = Arrays.copyOfRange(ip, ip.length - 4, ip.length);
    System.arraycopy(end, 0, out, 2, end.length);
    return out;
  }

  private static void done(Reply reply, String deed, Errno... fine) throws IOException {
    if (reply instanceof Reply.Refused refused && !List.of(fine).contains(refused.errno())) {
      throw new IOException("cannot " + deed + ": " + refused);
    }
  }

  private static void set(Path setting, String value) throws IOException {
    try {
      if (!Files.readString(setting).strip().equals(value)) {
        Files.writeString(setting, value);
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot set " + setting + " to " + value + ", which Pods' traffic needs: " + e, e);
    }
  }

  private static void loadFilterModule() throws IOException {
    try {
      Process modprobe =
          new ProcessBuilder("modprobe", "br_netfilter").redirectErrorStream(true).start();
      modprobe.getOutputStream().close();
      String said =
          new String(modprobe.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8).strip();
      if (modprobe.waitFor(10, TimeUnit.SECONDS) && modprobe.exitValue() == 0) {
        return;
      }
      throw new IOException(
          "the kernel module br_netfilter cannot be loaded, without which Pods do not reach each other"
              + " through Services: "
              + said);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while loading br_netfilter", e);
    }
  }
}

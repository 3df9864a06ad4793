package io.binnacle.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.binnacle.linux.kernel.TestNamespace;
import io.binnacle.linux.netlink.Reply;
import io.binnacle.linux.sys.Errno;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LinksKernelTest {
  private static final byte[] MAC = {0x0a, 0x58, 10, (byte) 244, 0, 1};

  private static final Reply DONE = new Reply.Done();

  @BeforeAll
  static void needsKernel() {
    TestNamespace.assumeKernel();
  }

  @Test
  void aBridgeIsMadeNumberedAndRemoved() throws Exception {
    try (TestNamespace namespace = new TestNamespace();
        Links links = Links.open(namespace.path())) {
      assertEquals(DONE, links.createBridge("bn0", MAC));
      assertEquals(
          Errno.EEXIST,
          assertInstanceOf(Reply.Refused.class, links.createBridge("bn0", MAC)).errno());
      assertEquals(DONE, links.setUp("bn0", true));
      Link bridge = links.link("bn0").orElseThrow();
      assertEquals("bridge", bridge.kind());
      assertEquals(true, bridge.up());
      for (String each : List.of("10.244.0.1/24", "fd00:244::1/64", "10.96.0.10/32")) {
        String[] parts = each.split("/");
        InetAddress address = InetAddress.getByName(parts[0]);
        int prefix = Integer.parseInt(parts[1]);
        assertEquals(DONE, links.addAddress("bn0", address, prefix));
        assertThat(links.addresses())
            .contains(new Address(bridge.index(), address, prefix, Address.Scope.UNIVERSE));
      }
      assertThat(links.routes())
          .anySatisfy(route -> {
            assertEquals(InetAddress.getByName("10.244.0.0"), route.destination());
            assertEquals(24, route.prefix());
            assertEquals(bridge.index(), route.link());
          });
      assertEquals(DONE, links.removeAddress("bn0", InetAddress.getByName("10.96.0.10"), 32));
      assertEquals(
          Errno.EADDRNOTAVAIL,
          assertInstanceOf(
                  Reply.Refused.class,
                  links.removeAddress("bn0", InetAddress.getByName("10.96.0.10"), 32))
              .errno());
      assertEquals(DONE, links.setUp("bn0", false));
      assertEquals(DONE, links.delete("bn0"));
      assertEquals(
          Errno.ENODEV, assertInstanceOf(Reply.Refused.class, links.delete("bn0")).errno());
    }
  }

  @Test
  void twoNamespacesTalkOverAPair() throws Exception {
    try (TestNamespace here = new TestNamespace();
        TestNamespace there = new TestNamespace();
        Links near = Links.open(here.path());
        Links far = Links.open(there.path())) {
      assertEquals(DONE, near.createVeth("bn-near", "bn-far", there.path()));
      assertEquals(DONE, near.createBridge("bn0", MAC));
      assertEquals(DONE, near.setMaster("bn-near", "bn0"));
      assertEquals(
          near.link("bn0").orElseThrow().index(), near.link("bn-near").orElseThrow().master());
      assertEquals(DONE, near.addAddress("bn0", InetAddress.getByName("10.244.0.1"), 24));
      assertEquals(DONE, far.addAddress("bn-far", InetAddress.getByName("10.244.0.2"), 24));
      for (String name : List.of("bn-near", "bn0")) assertEquals(DONE, near.setUp(name, true));
      assertEquals(DONE, far.setUp("bn-far", true));
      Route defaults = new Route(null, 0, InetAddress.getByName("10.244.0.1"), 0, 0);
      assertEquals(DONE, far.addRoute(defaults, false));
      assertThat(far.routes())
          .anySatisfy(route -> {
            assertEquals(true, route.isDefault());
            assertEquals(defaults.gateway(), route.gateway());
          });
      // one packet there, one back: UDP to a closed port is refused by the other side
      assertThat(
              there.in(
                  "bash",
                  "-c",
                  "exec 3<>/dev/udp/10.244.0.1/9; echo x >&3; read -t 5 -u 3 || true; ip neigh show 10.244.0.1"))
          .contains("lladdr");
      assertEquals(DONE, far.deleteRoute(defaults, false));
    }
  }

  @Test
  void aNamespaceThatIsNotThereIsNamed() {
    IOException why =
        assertThrows(IOException.class, () -> Links.open(Path.of("/run/netns/bn-no-such")));
    assertThat(why).hasMessage("open /run/netns/bn-no-such: ENOENT, no such thing");
  }

  @Test
  void theHostsLoopbackIsSeenWithoutPrivilege() throws Exception {
    try (Links links = Links.open()) {
      Link lo = links.link("lo").orElseThrow();
      assertThat(links.addresses())
          .contains(
              new Address(lo.index(), InetAddress.getByName("127.0.0.1"), 8, Address.Scope.HOST));
    }
  }
}
